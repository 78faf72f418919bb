import { likenessWords } from "../likeness.ts";
import { escapeText } from "../report-plots.ts";
import { told } from "../report-words.ts";
import type { PersonaAgreement } from "./persona-agreement.ts";

/** What the same simulated shoppers came to in the browser and without one. */
export function harnessSection({ engine, clickModel, personas, figures }: PersonaAgreement): string {
  const verdict = likenessWords(figures);
  const rows = figures.map(
    ({ name, browser, harness, difference }) =>
      `<tr><th scope="row">${escapeText(name)}</th><td>${told(browser)}</td><td>${told(harness)}</td><td>${told(difference)}</td></tr>`,
  );
  const id = `harness-${engine}-${clickModel}`;
  return `<section aria-labelledby="${id}">
<h2 id="${id}">Beside the harness: ${clickModel}, ${engine === "wasm" ? "WebAssembly" : "WebGPU"}</h2>
<p class="sub">The ${personas} shoppers who saw their own order live once more without a browser, by the code that <code>eval:replay</code> learns with: the same searches and lists, and the same chance in what they click.</p>
<div class="note"><strong>The browser and the harness: ${verdict || "too few shoppers to tell"}.</strong> Points are NDCG@10 × 100, on the last half of each shopper’s visits.</div>
<table>
<thead><tr><th scope="col">Figure</th><th scope="col">In the browser</th><th scope="col">In the harness</th><th scope="col">Difference, of the same shoppers</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</section>`;
}
