import { likenessWords } from "./likeness.ts";
import { escapeText } from "./report-plots.ts";
import { told } from "./report-words.ts";
import type { ShopperAgreement } from "./shoppers/shopper-agreement.ts";

/** What real shoppers' purchases came to in the browser, beside the harness. */
export function shoppersSection({ name, engine, shoppers, after }: ShopperAgreement): string {
  const known = after.filter(({ likeness }) => likeness !== null);
  const verdict = likenessWords(
    known.map(({ purchases, ...figures }) => ({ name: `${purchases} purchases`, ...figures })),
  );
  const rows = known.map(
    ({ purchases, browser, harness, difference, replay }) =>
      `<tr><th scope="row">${purchases}</th><td>${told(browser)}</td><td>${told(harness)}</td><td>${told(difference)}</td><td>${told(replay)}</td></tr>`,
  );
  return `<section aria-labelledby="shoppers-${escapeText(name)}-${engine}">
<h2 id="shoppers-${escapeText(name)}-${engine}">Real shoppers: ${escapeText(name)}, ${engine === "wasm" ? "WebAssembly" : "WebGPU"}</h2>
<p class="sub">The purchases of ${shoppers} shoppers, one after the other; after some of them, up to two things bought on the next day are looked for among 49 others. Nobody was shown these lists.</p>
<div class="note"><strong>The browser and the replay harness: ${verdict || "too few shoppers to tell"}.</strong> Points are NDCG@10 × 100. Both take the random order of these lists for the shop's, which has its say, and a purchase for more than a click; the last column is without either, as <code>eval:replay</code> has it. Each row is compared by itself: of twenty in which both are the same, about one would be told to differ.</div>
<table>
<thead><tr><th scope="col">Purchases learned from</th><th scope="col">In the browser</th><th scope="col">In the harness</th><th scope="col">Difference, of the same shoppers</th><th scope="col">As eval:replay</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</section>`;
}
