import { type Estimate, MIN_COUNT, sideOf } from "../../src/evaluation/replay/estimate.ts";
import type { EvaluationReport, GroupReport } from "./evaluation-report.ts";
import { escapeText, intervalPlot, liftPlot, reliabilityPlot } from "./report-plots.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { shareWords, signed, told } from "./report-words.ts";
import { CLICK_WORDS, clickModelsSection } from "./click-models-section.ts";
import { harnessSection } from "./harness/harness-section.ts";
import { shoppersSection } from "./shoppers-section.ts";

/** One self-contained page: nothing is loaded, plots do not move while it opens, and it prints. */
export function htmlReport(report: EvaluationReport, before: EvaluationReport | null): string {
  const { run, groups, shoppers, harness } = report;
  const where = run.catalogue === null ? "the demo’s own catalogue" : (run.catalogue.split("/").at(-1) ?? "");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evaluation in the browser · personal-rank</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="sub">personal-rank</p>
<h1>Evaluation in the browser</h1>
${groups.length === 0 ? "" : `<p>Simulated shoppers with hidden tastes on ${escapeText(where)} (${run.products.toLocaleString("en")} products), ${run.queries} visits each, in a real browser. <strong>Simulated lift is not lift in a shop</strong>: what a shop gains, the tag’s own comparison measures there.</p>`}
<p class="sub">Seed ${run.seed}, model ${escapeText(run.modelId.slice(0, 12))}</p>
</header>
${clickModelsSection(groups)}
${groups.map((group) => groupSection(group, before)).join("\n")}
${[...harness.map(harnessSection), ...shoppers.map(shoppersSection)].join("\n")}
<footer class="sub"><p>Intervals are meant to hold in 95 of 100 cases: shoppers are drawn anew a thousand times (bootstrap). Of few they hold less often: in about 93 of 100 for 20 shoppers, 82 for five, 74 for three, and less where a few differ much from the rest. Points are NDCG@10 × 100, on the last half of each shopper’s visits, whose searches have nearly all been made before: what was clicked may stand in these lists again. “global” is the same page without what this shopper taught. <code>report.json</code> beside this file has every figure.</p></footer>
</main>
</body>
</html>
`;
}

function groupSection(group: GroupReport, before: EvaluationReport | null): string {
  const { engine, clickModel, quality, lift, favourite, conversion, prediction, speed } = group;
  const earlier =
    before?.groups.find((other) => other.engine === engine && other.clickModel === clickModel) ?? null;
  return `<section aria-labelledby="${engine}-${clickModel}">
<h2 id="${engine}-${clickModel}">${escapeText(CLICK_WORDS[clickModel] ?? clickModel)}</h2>
<p class="sub">${clickModel}, ${engine === "wasm" ? "WebAssembly" : "WebGPU"}: ${group.personas} shoppers in their own order; to compare with, ${group.heldOut.interleaved} in drafted lists, ${group.heldOut.global} in the global order, ${group.heldOut["shop-order"]} without the tag; ${group.visits} visits, ${group.clicks} clicks</p>
<div class="note"><strong>${verdictOf(group)}</strong> ${harmWords(group)}</div>
<div class="plots">
${intervalPlot("How good the first ten places are, in points", [
  { label: "shop’s order", name: "shop", estimate: quality.shop },
  { label: "all shoppers", name: "global", estimate: quality.global },
  { label: "this shopper", name: "personal", estimate: quality.personal },
])}
${liftPlot("Gain over the global order by visit, in points", group.byVisit)}
${intervalPlot("Visits with a purchase, simulated, in %", [
  { label: "without the tag", name: "shop", estimate: inPercent(conversion["shop-order"]) },
  { label: "all shoppers", name: "global", estimate: inPercent(conversion.global) },
  { label: "this shopper", name: "personal", estimate: inPercent(conversion.personal) },
])}
${prediction === null ? "" : reliabilityPlot("Foretold and real share of clicks", prediction.reliability)}
</div>
<table>
<thead><tr><th scope="col">Figure</th><th scope="col">Personal</th><th scope="col">To compare with</th>${earlier === null ? "" : '<th scope="col">Earlier run</th>'}</tr></thead>
<tbody>
${row("Gain over the global order, points", told(lift.overGlobal), "0", mark(lift.overGlobal, earlier?.lift.overGlobal))}
${row("Gain over the shop’s order, points", told(lift.overShop), "0", mark(lift.overShop, earlier?.lift.overShop))}
${row("Gain on searches that are new, points", told(lift.onNewQueries), "0", mark(lift.onNewQueries, earlier?.lift.onNewQueries))}
${row("Gain by the likeness to the history alone", told(lift.historyAlone), `${told(lift.learnedAlone)} by what was learned alone`, mark(lift.historyAlone, earlier?.lift.historyAlone))}
${row("Harmed: more than 2 points below global", shareWords(group.harmed), "", earlier === null ? null : share(earlier.harmedShare))}
${row("1 / place of the favourite", told(favourite.reciprocalRank.shown, 3), `${told(favourite.reciprocalRank.shop, 3)} in the shop’s order`, mark(favourite.reciprocalRank.shown, earlier?.favourite.reciprocalRank.shown, 3))}
${row("Clicks until the favourite, where it was found", told(favourite.clicksUntil.personal), `${told(favourite.clicksUntil.global)} global; ${told(favourite.clicksUntil["shop-order"])} without the tag`, earlier === null ? null : told(earlier.favourite.clicksUntil.personal))}
${row("Visits with a purchase, simulated", told(conversion.personal, 3), `${told(conversion.global, 3)} global; ${told(conversion["shop-order"], 3)} without the tag`, mark(conversion.personal, earlier?.conversion.personal, 3))}
${row("Catalogue among the first ten; inequality (Gini)", `${share(group.exposure.personal.coverage)}; ${group.exposure.personal.gini.toFixed(2)}`, `${share(group.exposure.shop.coverage)}; ${group.exposure.shop.gini.toFixed(2)} without the tag, fewer visits`, earlier === null ? null : `${share(earlier.exposure.personal.coverage)}; ${earlier.exposure.personal.gini.toFixed(2)}`)}
${draftRows(group, earlier)}
${
  prediction === null
    ? ""
    : row(
        "Click prediction: AUC; precision, recall, F1",
        `${prediction.auc.toFixed(3)}; ${prediction.precision.toFixed(2)}, ${prediction.recall.toFixed(2)}, ${prediction.f1.toFixed(2)}`,
        "0.5 by chance",
        earlier?.prediction ? earlier.prediction.auc.toFixed(3) : null,
      )
}
${row("First order; click to new order, ms", `${ms(speed.firstRankMs.median)}; ${ms(speed.clickToReorderMs.median)}`, `95 %: ${ms(speed.firstRankMs.p95)}; ${ms(speed.clickToReorderMs.p95)}`, earlier === null ? null : `${ms(earlier.speed.firstRankMs.median)}; ${ms(earlier.speed.clickToReorderMs.median)}`)}
${row("Long tasks until the first order, a page; the longest, ms", `${speed.longTasks.toFixed(2)}; ${ms(speed.longestTaskMs)}`, "", earlier === null ? null : `${earlier.speed.longTasks.toFixed(2)}; ${ms(earlier.speed.longestTaskMs)}`)}
${row("First page; later pages, kB on the wire until then, without the HTML, pictures, worker and model", `${kb(speed.firstVisitBytes)}; ${kb(speed.laterVisitBytes)}`, "", earlier === null ? null : `${kb(earlier.speed.firstVisitBytes)}; ${kb(earlier.speed.laterVisitBytes)}`)}
${row("JS heap of the page, MB", (speed.heapBytes.median / 1e6).toFixed(1), `95 %: ${(speed.heapBytes.p95 / 1e6).toFixed(1)}`, earlier === null ? null : (earlier.speed.heapBytes.median / 1e6).toFixed(1))}
${row("What would be shared, bytes", String(speed.deltaBytes ?? "–"), "", earlier === null ? null : String(earlier.speed.deltaBytes ?? "–"))}
</tbody>
</table>
${Object.entries(group.errors)
  .map(([error, count]) => `<p class="problem">Told ${count} times: ${escapeText(error)}</p>`)
  .join("\n")}
</section>`;
}

function inPercent(estimate: Estimate | null): Estimate | null {
  if (estimate === null) return null;
  const { mean, low, high, count } = estimate;
  return { mean: 100 * mean, low: 100 * low, high: 100 * high, count };
}

function draftRows({ interleaving }: GroupReport, earlier: GroupReport | null): string {
  if (interleaving === null) return "";
  const { wins, losses, preference, ndcg, cases, cells } = interleaving;
  const before = earlier?.interleaving ?? null;
  return `${row("Drafted lists: preference for the personal order, −1 to 1", told(preference), `${wins} lists won, ${losses} lost; ${told(ndcg)} points of NDCG over the shop’s order`, earlier === null ? null : (mark(preference, before?.preference) ?? "–"))}
${row("Drafts and NDCG say the same", `${cells.same} of ${cells.certain}`, `groups of ${cells.personas} of whom NDCG is certain; ${cases.same} of ${cases.certain} shoppers, and all together, of whom both are`, earlier === null ? null : before === null ? "–" : `${before.cases.same} of ${before.cases.certain}`)}`;
}

/** For somebody who reads one line. */
function verdictOf({ lift, favourite }: GroupReport): string {
  const gain = lift.overGlobal;
  if (gain === null) return "Nothing was measured.";
  const { shown, shop } = favourite.reciprocalRank;
  const places =
    shown === null || shop === null
      ? ""
      : `; what they like best stands at place ${(1 / shown.mean).toFixed(1)} instead of ${(1 / shop.mean).toFixed(1)} (harmonic means)`;
  if (gain.count < MIN_COUNT)
    return `Too few shoppers to tell: ${signed(gain.mean, 1)} points of ${gain.count}.`;
  const side = sideOf(gain);
  if (side === 1)
    return `Their own order is better for these shoppers: +${gain.mean.toFixed(1)} points${places}.`;
  if (side === -1) return `Their own order is worse for these shoppers: ${signed(gain.mean, 1)} points.`;
  return `No difference could be shown: ${signed(gain.mean, 1)} points, and the interval holds 0.`;
}

function harmWords({ harmedShare, harmed }: GroupReport): string {
  if (harmed === null) return "";
  const count = Math.round(harmedShare * harmed.count);
  return `${count} of ${harmed.count} shoppers ${count === 1 ? "is" : "are"} more than 2 points worse off than with the global order.`;
}

function row(name: string, value: string, other: string, earlier: string | null): string {
  return `<tr><th scope="row">${name}</th><td>${value}</td><td>${other}</td>${earlier === null ? "" : `<td>${earlier}</td>`}</tr>`;
}

/** An earlier figure, and whether the new one is worse beyond both intervals. */
function mark(now: Estimate | null, earlier: Estimate | null | undefined, digits = 2): string | null {
  if (earlier === undefined || earlier === null) return null;
  const isWorse = now !== null && Math.min(now.count, earlier.count) >= MIN_COUNT && now.high < earlier.low;
  return `${told(earlier, digits)}${isWorse ? ' <strong class="worse">worse</strong>' : ""}`;
}

function share(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}

function ms(value: number): string {
  return Number.isFinite(value) ? value.toFixed(0) : "–";
}

function kb(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}
