import { type Agreement, agreementOf } from "./agreement.ts";
import type { NamedCase } from "./run-interleave.ts";

/** What drafts and NDCG agree on, as lines of text: of all cases, of those against the shop's order as on a page, by click model, by pair. */
export function interleaveTable(cases: readonly NamedCase[]): string {
  const isAimless = ({ clickModel }: NamedCase): boolean => AIMLESS.has(clickModel);
  const aimed = cases.filter((one) => !isAimless(one));
  const of = (key: (one: NamedCase) => string, from: readonly NamedCase[]): [string, NamedCase[]][] =>
    [...new Set(from.map(key))].map((name) => [name, from.filter((one) => key(one) === name)]);
  const rows: [string, readonly NamedCase[]][] = [
    ["clicks by liking", aimed],
    ["of these, against the shop's order", aimed.filter(({ base }) => base === "shop")],
    ["of these, neither order by chance", aimed.filter(isLearned)],
    ...of(({ clickModel }) => clickModel, cases),
    ...of(({ personal, base }) => `${personal} : ${base}`, aimed),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const head = `  ${"".padEnd(width)}  cases  NDCG   ${CELL_HEADS.join("  ")}\n`;
  const lines = rows.map(([name, own]) => {
    const byInterval = agreementOf(own, "preference");
    return `  ${name.padEnd(width)}  ${String(own.length).padStart(5)} ${String(byInterval.ndcg).padStart(5)}   ${cell(byInterval)}  ${cell(agreementOf(own, "verdict"))}`;
  });
  const contrary = aimed.filter(({ sides }) =>
    [sides.preference, sides.verdict].some((side) => side * sides.ndcg === -1),
  );
  const listed = contrary.map(
    ({ clickModel, group, personal, base, ndcg, preference, drafts }) =>
      `  ${clickModel}, group ${group}, ${personal} : ${base}: NDCG ${told(ndcg, 2)}, preference ${told(preference, 3)}, on the page ${told(drafts, 3)}`,
  );
  return `Cases of which NDCG, drafts, or both are certain; on how many both name the same order\n${head}${lines.join("\n")}\nContrary: ${contrary.length}\n${listed.join("\n")}\n`;
}

/** Clicks that say nothing of what is liked: NDCG sees a difference where no click can. */
const AIMLESS = new Set<string>(["random100", "randomuniform"]);
const CELL_HEADS = [
  "by an interval over shoppers: certain, both, same".padEnd(58),
  "by the page's verdict: certain, both, same",
];

function isLearned({ personal, base }: NamedCase): boolean {
  return !`${personal} ${base}`.includes("random");
}

function cell({ drafts, both, same, share, byGroup }: Agreement): string {
  const [exact, grouped] = [share, byGroup].map((of) =>
    of === null ? "-" : `[${(100 * of.low).toFixed(1)}, ${(100 * of.high).toFixed(1)}]`,
  );
  const mean = share === null ? "-" : `${(100 * share.mean).toFixed(1)} %`;
  return `${String(drafts).padStart(5)} ${String(both).padStart(5)} ${String(same).padStart(5)}  ${mean} ${exact} ${grouped}`.padEnd(
    58,
  );
}

function told(
  { mean, low, high }: { readonly mean: number; readonly low: number; readonly high: number },
  digits: number,
): string {
  return `${mean.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
