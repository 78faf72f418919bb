import type { JudgedSoak } from "./judge-soak.ts";
import { judgeFlatness, LEAST_SAMPLES } from "./flatness.ts";
import { BOUNDS } from "./soak-bounds.ts";
import type { PageProbe } from "./soak-probes.ts";
import type { Stretch } from "./soak-visitor.ts";

const KIB = 1_024;
/** The first workers but one are made by code that has not run before. */
const WARM_UP = 5;

/** A tab after it was frozen and came back. */
export interface Thaw extends Pick<Stretch, "problems"> {
  readonly probe: PageProbe;
  /** Of the page, since it was opened. */
  readonly madeWorkers: number;
}

/**
 * Whether a tab that got another worker again and again still ranks, and is as it was.
 *
 * @param frozen After each time.
 */
export function judgeFreezes(frozen: readonly Thaw[]): JudgedSoak {
  const wrong = frozen.flatMap(({ problems, madeWorkers }, index) => [
    ...Object.entries(problems).map(
      ([problem, times]) => `frozen ${index + 1} times, ${times} times: ${problem}`,
    ),
    ...(madeWorkers === index + 2
      ? []
      : [`frozen ${index + 1} times, the page has made ${madeWorkers} workers`]),
  ]);
  if (frozen.length < LEAST_SAMPLES + WARM_UP) {
    const line = `frozen ${frozen.length} times, ${frozen.at(-1)?.madeWorkers ?? 1} workers; too few to judge what it holds`;
    return { problems: wrong, lines: [line], figures: { frozen } };
  }
  const series = {
    "event listeners": {
      valueOf: ({ listeners }: PageProbe) => listeners,
      bounds: { ...BOUNDS.listeners, slack: 10 },
    },
    "JS heap of the page, KiB": {
      valueOf: ({ page }: PageProbe) => page.js / KIB,
      bounds: { slack: 200, perStep: 0, mostRatio: 1.25 },
    },
  };
  const from = { settled: WARM_UP, judged: WARM_UP };
  const judged = Object.entries(series).map(([name, { valueOf, bounds }]) => {
    const samples = frozen.map(({ probe }, index) => ({ at: index + 1, value: valueOf(probe) }));
    const { settled, greatest, slope, isFlat } = judgeFlatness(samples, from, bounds);
    const [median, low, high] = [slope.median, slope.low, slope.high].map((value) => value.toFixed(2));
    const line = `${name}, frozen ${frozen.length} times: ${settled.toFixed(0)}, greatest ${greatest.toFixed(0)}; by a time ${median} (about ${low} to ${high})`;
    return { line, isFlat };
  });
  return {
    lines: judged.map(({ line }) => line),
    problems: [...wrong, ...judged.flatMap(({ line, isFlat }) => (isFlat ? [] : [`not flat: ${line}`]))],
    figures: { frozen },
  };
}
