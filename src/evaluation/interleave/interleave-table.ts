import type { Estimate } from "../replay/estimate.ts";
import { type Agreement, agreementOf } from "./agreement.ts";
import { ORDERS } from "./compared-orders.ts";
import type { NamedCase } from "./run-interleave.ts";

/**
 * What drafts and NDCG agree on, as lines of text: of all cases, by catalogue, of those against the shop's order as on a page, by click
 * model, by pair; and over groups of shoppers, all and by catalogue.
 */
export function interleaveTable(cases: readonly NamedCase[]): string {
  const aimed = cases.filter(({ clickModel }) => !AIMLESS.has(clickModel));
  const of = (key: (one: NamedCase) => string, from: readonly NamedCase[]): Row[] =>
    [...new Set(from.map(key))].map((name) => [name, from.filter((one) => key(one) === name)]);
  const catalogues = of(({ catalogue }) => catalogue, aimed);
  const totals: Row[] = [["clicks by liking", aimed], ...(catalogues.length > 1 ? catalogues : [])];
  const rows: Row[] = [
    ...totals,
    ["against the shop's order", aimed.filter(({ personal, base }) => [personal, base].includes("shop"))],
    ["neither order by chance", aimed.filter(isLearned)],
    ...of(({ clickModel }) => clickModel, cases),
    ...of(pairOf, aimed),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, cells: readonly (string | number)[]): string =>
    `  ${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(8)).join("")}\n`;
  const counts = ({ drafts, both, same }: Agreement): number[] => [drafts, both, same];
  const lines = rows.map(([name, own]) => {
    const [byInterval, byVerdict] = [agreementOf(own, "preference"), agreementOf(own, "verdict")];
    return line(name, [own.length, byInterval.ndcg, ...counts(byInterval), ...counts(byVerdict)]);
  });
  const head = line("", ["cases", "NDCG", "drafts", "both", "same", "page", "both", "same"]);
  const overGroups = totals.flatMap(([name, own]) => [
    `  ${name}, by the interval: ${groupWords(agreementOf(own, "preference"))}\n`,
    `  ${name}, by the page's verdict: ${groupWords(agreementOf(own, "verdict"))}\n`,
  ]);
  const contrary = aimed.filter(({ sides }) =>
    [sides.preference, sides.verdict].some((side) => side * sides.ndcg === -1),
  );
  const listed = contrary.map(
    ({ catalogue, clickModel, group, personal, base, ndcg, preference, drafts }) =>
      `  ${catalogue}, ${clickModel}, group ${group}, ${personal} in the part of the personal order, ${base} of the shop's: NDCG ${told(ndcg, 2)}, preference ${told(preference, 3)}, on the page ${told(drafts, 3)}\n`,
  );
  return [
    "Simulated. Cases of which NDCG is certain, drafts by an interval over shoppers, or by the page's verdict; both; and both name the same order\n",
    head,
    ...lines,
    "Groups of shoppers without a contrary case, with the exact 95 % interval\n",
    ...overGroups,
    `Contrary: ${contrary.length}\n`,
    ...listed,
  ].join("");
}

type Row = [name: string, cases: readonly NamedCase[]];

/** Clicks that say nothing of what is liked: NDCG sees a difference where no click can. */
const AIMLESS = new Set<string>(["random100", "randomuniform"]);

/** A pair by name, whichever side each order is on. */
function pairOf({ personal, base }: NamedCase): string {
  return [personal, base].toSorted((a, b) => ORDERS.indexOf(b) - ORDERS.indexOf(a)).join(" : ");
}

function isLearned({ personal, base }: NamedCase): boolean {
  return !`${personal} ${base}`.includes("random");
}

function groupWords({ groups, unopposed, interval, both, personalBetter }: Agreement): string {
  if (interval === null) return "no case of which both are certain";
  const [low, high] = interval.map((share) => (100 * share).toFixed(0));
  return `${unopposed} of ${groups} [${low}, ${high}] %; the better order in the personal part in ${personalBetter} of ${both} cases`;
}

function told(estimate: Omit<Estimate, "count"> | null, digits: number): string {
  if (estimate === null) return "-";
  const [mean, low, high] = [estimate.mean, estimate.low, estimate.high].map((of) => of.toFixed(digits));
  return `${mean} [${low}, ${high}]`;
}
