import { type Estimate, MIN_COUNT } from "../../src/evaluation/replay/estimate.ts";
import type { EvaluationReport, GroupReport } from "./evaluation-report.ts";
import { type Likeness, MARGIN_POINTS } from "./likeness.ts";
import { cellsOver } from "./interleaving.ts";

/** The figures as a table for a terminal. */
export function summaryText(
  { run, groups, shoppers, harness }: EvaluationReport,
  before: EvaluationReport | null,
): string {
  const lines: string[] = [];
  if (groups.length > 0)
    lines.push(
      `Simulated shoppers on ${run.catalogue ?? "the demo's own catalogue"} (${run.products} products), seed ${run.seed}; points are NDCG@10 x 100`,
      "",
    );
  for (const group of groups) {
    const { engine, clickModel, personas, heldOut, visits, clicks, lift, quality, prediction, speed } = group;
    const earlier =
      before?.groups.find((other) => other.engine === engine && other.clickModel === clickModel) ?? null;
    lines.push(
      `${engine}, ${clickModel}: ${personas} shoppers in their own order, ${heldOut.interleaved} in drafts, ${heldOut.global} in the global order, ${heldOut["shop-order"]} without the tag, ${visits} visits, ${clicks} clicks`,
      `  NDCG@10, last half     personal ${told(quality.personal)}, global ${told(quality.global)}, shop ${told(quality.shop)}`,
      `  lift over global       ${told(lift.overGlobal)}${change(earlier, (one) => one.lift.overGlobal)}`,
      `  lift over shop         ${told(lift.overShop)}`,
      `  lift on new searches   ${told(lift.onNewQueries)}`,
      `  history alone          ${told(lift.historyAlone)}; what was learned alone ${told(lift.learnedAlone)}`,
      `  harmed                 ${percent(group.harmed)} of shoppers (more than 2 points below global)`,
      `  favourite, 1/place     ${told(group.favourite.reciprocalRank.shown, 3)} against ${told(group.favourite.reciprocalRank.shop, 3)} in the shop's order`,
      `  bought                 ${told(group.conversion.personal, 3)} a visit against ${told(group.conversion.global, 3)} in the global order, ${told(group.conversion["shop-order"], 3)} without the tag`,
      ...draftLines(group),
      `  click prediction       ${prediction === null ? "too few clicks" : `AUC ${prediction.auc.toFixed(3)}, F1 ${prediction.f1.toFixed(2)}, calibration error ${prediction.calibrationError.toFixed(3)}`}`,
      `  first order            ${speed.firstRankMs.median.toFixed(0)} ms, 95 %: ${speed.firstRankMs.p95.toFixed(0)} ms; click to new order ${speed.clickToReorderMs.median.toFixed(0)} ms`,
      ...Object.entries(group.errors).map(([error, count]) => `  told ${count} times: ${error}`),
      "",
    );
  }
  const verdicts = cellsOver(groups);
  if (verdicts.certain > 0)
    lines.push(
      `Drafts and NDCG agree in ${verdicts.same} of ${verdicts.certain} groups of shoppers of whom NDCG is certain, each counted once under each click model and engine`,
      "",
    );
  for (const { engine, clickModel, personas, figures } of harness) {
    lines.push(
      `${engine}, ${clickModel}: ${personas} of these shoppers in the browser and in the harness; points, last half`,
    );
    for (const { name, browser, harness, difference, likeness } of figures)
      lines.push(
        `  ${name.padEnd(17)} browser ${told(browser)}, harness ${told(harness)}, difference ${told(difference)}${likenessMark(likeness)}`,
      );
    lines.push("");
  }
  for (const { name, engine, shoppers: count, after } of shoppers) {
    lines.push(
      `${name}, ${engine}: the purchases of ${count} real shoppers, constructed lists of 50; points`,
    );
    for (const { purchases, browser, harness, difference, likeness } of after)
      if (likeness !== null)
        lines.push(
          `  after ${String(purchases).padEnd(3)} browser ${told(browser)}, harness on pages ${told(harness)}, difference ${told(difference)}${likenessMark(likeness)}`,
        );
    lines.push("");
  }
  return `${lines.join("\n")}\n`;
}

function likenessMark(likeness: Likeness | null): string {
  const marks = {
    agree: `: they agree within ${MARGIN_POINTS} point`,
    differ: ": THEY DISAGREE",
    "no difference found": ": no difference found",
  };
  return likeness === null ? "" : marks[likeness];
}

function draftLines({ interleaving }: GroupReport): string[] {
  if (interleaving === null) return [];
  const { wins, losses, preference, ndcg, cases, cells } = interleaving;
  return [
    `  drafted lists          personal ${wins} : ${losses} shop, preference ${told(preference)}; NDCG says ${told(ndcg)}; the same in ${cases.same} of ${cases.certain} certain cases`,
    `                         of ${cells.all} groups of ${cells.personas} NDCG is certain in ${cells.certain}; drafts say the same in ${cells.same}, the contrary in ${cells.other}`,
  ];
}

function percent(share: Estimate | null): string {
  if (share === null) return "-";
  const [mean, low, high] = [share.mean, share.low, share.high].map((value) => (100 * value).toFixed(0));
  return `${mean} % [${low}, ${high}]`;
}

function told(estimate: Estimate | null, digits = 2): string {
  if (estimate === null) return "-";
  if (estimate.count < MIN_COUNT) return `${estimate.mean.toFixed(digits)} (of ${estimate.count})`;
  const [mean, low, high] = [estimate.mean, estimate.low, estimate.high].map((value) =>
    value.toFixed(digits),
  );
  return `${mean} [${low}, ${high}]`;
}

function change(earlier: GroupReport | null, of: (group: GroupReport) => Estimate | null): string {
  const before = earlier === null ? null : of(earlier);
  return before === null ? "" : `  (before: ${told(before)})`;
}
