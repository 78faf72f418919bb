import { expect, test } from "vitest";
import { judgeSoak } from "./judge-soak.ts";
import type { Look } from "./soak-series.ts";

const DAY_MS = 86_400_000;
const EXPIRED =
  'sync-failed degraded: Cannot use the manifest "http://shop/v1/manifest" as it must not have expired: by this device\'s clock it did 3.2 days ago; keep what you have';
const UNSHARED =
  "sync-failed degraded: Cannot share now as there must be a release that this browser could verify";

/** What is said of one look after so many days, in which the page told of this. */
function judgedAfter(
  days: number,
  problem: string,
): Pick<ReturnType<typeof judgeSoak>, "problems" | "lines"> {
  const stretch = { updates: 20, rankings: 30, updateMs: [1], rankMs: [1], skippedMs: days * DAY_MS };
  const look = { updates: 20, stretch: { ...stretch, problems: { [problem]: 2 } }, probe: { records: {} } };
  return judgeSoak([look as unknown as Look], { warmUp: 0, names: [], present: [] }); // nothing else is looked at
}

test.each([EXPIRED, UNSHARED])(
  "a server whose clock stays behind is refused after a week, and only then: %s",
  (problem) => {
    const [early, late] = [judgedAfter(6.9, problem), judgedAfter(7.1, problem)];
    expect(early.problems).toEqual([`after 20 updates more, 2 times: ${problem}`]);
    expect(late.problems).toEqual([]);
    expect(late.lines.join()).toContain(
      "refused 2 times to share with a server whose clock had stayed behind",
    );
  },
);

test.each([
  "sync-failed degraded: Cannot reach the server",
  "a list that has changed was not ranked",
  `thrown into the page: ${EXPIRED}`,
])("anything else is a problem at any time: %s", (problem) => {
  expect(judgedAfter(30, problem).problems).toEqual([`after 20 updates more, 2 times: ${problem}`]);
});
