import { quantile } from "../../bench/statistics.ts";
import { spreadOf } from "../spread.ts";
import { type Flatness, judgeFlatness, LEAST_SAMPLES, type Sample } from "./flatness.ts";
import { type Look, MOST_RECORDS, SERIES } from "./soak-series.ts";

/** What came of one tab. */
export interface JudgedSoak {
  readonly problems: readonly string[];
  readonly lines: readonly string[];
  readonly figures: Readonly<Record<string, unknown>>;
}

const TENTHS = 10;
/** The server's clock is not put forward: its manifest is good for so long by the page's. */
const MANIFEST_MS = 7 * 86_400_000;
const STALE = /^sync-failed degraded: (Cannot use the manifest .* must not have expired|Cannot share now )/;

/**
 * Whether a tab has stayed as it was. How long things took is told and not judged: that is the machine's load as well.
 *
 * @param warmUp Updates until everything that is kept has reached its bound, if the run is long enough for that; else a tenth of it.
 * @param names   Series that are to be flat.
 * @param present Of these, those that are above 0 in such a tab: where they are not, nothing was measured.
 */
export function judgeSoak(
  looks: readonly Look[],
  {
    warmUp,
    names,
    present,
  }: { readonly warmUp: number; readonly names: readonly string[]; readonly present: readonly string[] },
): JudgedSoak {
  const problems: string[] = [];
  const lines: string[] = [];
  const updates = looks[looks.length - 1].updates;
  const rankings = looks.reduce((sum, { stretch }) => sum + stretch.rankings, 0);
  const days = looks[looks.length - 1].stretch.skippedMs / 86_400_000;
  lines.push(`${updates} updates and ${rankings} rankings in one tab, ${days.toFixed(1)} days by its clock`);
  let refusals = 0;
  for (const { stretch } of looks) {
    const isStale = stretch.skippedMs > MANIFEST_MS;
    for (const [problem, times] of Object.entries(stretch.problems)) {
      if (isStale && STALE.test(problem)) refusals += times;
      else problems.push(`after ${stretch.updates} updates more, ${times} times: ${problem}`);
    }
  }
  if (refusals > 0)
    lines.push(
      `refused ${refusals} times to share with a server whose clock had stayed behind, as it should`,
    );
  problems.push(...overfull(looks));
  for (const name of present) {
    const { median } = spreadOf(looks.map(({ probe }) => SERIES[name].valueOf(probe)));
    if (!(median > 0)) problems.push(`${name}: ${median}, so nothing was measured`);
  }

  const from = { settled: Math.max(updates / TENTHS, warmUp), judged: Math.max(updates / 2, warmUp) };
  const isLong = looks.filter(({ updates: at }) => at >= from.judged).length >= LEAST_SAMPLES;
  const flatness: Record<string, Flatness> = {};
  if (!isLong) lines.push("too short to say whether anything grows");
  for (const name of isLong ? names : []) {
    const { valueOf, bounds, unit, scale } = SERIES[name];
    const samples = looks.map((look): Sample => ({ at: look.updates, value: valueOf(look.probe) }));
    const judged = judgeFlatness(samples, from, bounds);
    flatness[name] = judged;
    const { settled, greatest, slope, isFlat } = judged;
    const text = (value: number): string => (value / scale).toFixed(scale === 1 ? 0 : 2);
    const line = `${name}: ${text(settled)} ${unit}, greatest ${text(greatest)}; by a thousand updates ${text(1_000 * slope.median)} (about ${text(1_000 * slope.low)} to ${text(1_000 * slope.high)})`;
    lines.push(line);
    if (!isFlat) problems.push(`not flat: ${line}`);
  }

  const latencies = { update: tenthsOf(looks, "updateMs"), ranking: tenthsOf(looks, "rankMs") };
  for (const [name, p99s] of Object.entries(latencies))
    lines.push(`p99 of ${name} by tenths: ${p99s.map((ms) => ms.toFixed(0)).join(", ")} ms`);
  return { problems, lines, figures: { updates, rankings, days, flatness, p99Ms: latencies } };
}

/** Stores that hold more than they ever should. */
function overfull(looks: readonly Look[]): string[] {
  return Object.entries(MOST_RECORDS).flatMap(([store, most]) => {
    const counts = looks.map(({ probe }) => probe.records[store]?.count ?? 0);
    const greatest = Math.max(...counts);
    return greatest > most ? [`${greatest} records of "${store}": at most ${most} are kept`] : [];
  });
}

/** p99 in each tenth of a run. */
function tenthsOf(looks: readonly Look[], kind: "updateMs" | "rankMs"): number[] {
  return Array.from({ length: TENTHS }, (_, tenth) => {
    const own = looks.slice((tenth * looks.length) / TENTHS, ((tenth + 1) * looks.length) / TENTHS);
    const all = own.flatMap(({ stretch }) => stretch[kind]);
    return all.length === 0 ? Number.NaN : quantile(all, 0.99);
  }).filter((ms) => !Number.isNaN(ms));
}
