import type { GroupReport } from "./evaluation-report.ts";
import { cellsOver } from "./interleaving.ts";
import { shareWords, told } from "./report-words.ts";

export const CLICK_WORDS: Readonly<Record<string, string>> = {
  perfect: "Shoppers who click what they like, and nothing else",
  pbm_noisy: "Shoppers who look at the top, and sometimes click what they do not like",
  cascade: "Shoppers who go from the top down and stop when they have found something",
  info: "Shoppers who click nearly anything to find out about it",
  rand30: "Shoppers of whose clicks 30 % land anywhere",
  random100: "Clicks that mean nothing at all",
};

/** Side by side what several click models, or engines, came to; nothing for a single one. */
export function clickModelsSection(groups: readonly GroupReport[]): string {
  if (groups.length < 2) return "";
  const { certain, same } = cellsOver(groups);
  const rows = groups.map(({ engine, clickModel, lift, harmed, interleaving }) => {
    const cells = interleaving?.cells;
    return `<tr><th scope="row"><a href="#${engine}-${clickModel}">${clickModel}, ${engine === "wasm" ? "WebAssembly" : "WebGPU"}</a></th><td>${told(lift.overGlobal)}</td><td>${shareWords(harmed)} of ${harmed?.count ?? 0}</td><td>${cells === undefined ? "–" : `${cells.same} of ${cells.certain}`}</td></tr>`;
  });
  return `<section aria-labelledby="all-click-models">
<h2 id="all-click-models">Side by side</h2>
<p class="sub">The same shoppers, who differ in how they click.</p>
<table>
<thead><tr><th scope="col">Click model</th><th scope="col">Gain over the global order, points</th><th scope="col">Harmed: more than 2 points below it</th><th scope="col">Groups of whom NDCG is certain, on which drafts agree</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
${certain === 0 ? "" : `<p>Drafted lists and NDCG agree on ${same} of ${certain} groups of whom NDCG is certain, each counted once under each click model.</p>`}
</section>`;
}
