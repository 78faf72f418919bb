import { expect, test } from "vitest";
import { visitsFixture } from "../visits.test-helper.ts";
import type { Likeness } from "../likeness.ts";
import type { HarnessNdcg } from "./live-in-harness.ts";
import { personaAgreement } from "./persona-agreement.ts";

const visits = visitsFixture({ arm: "personal" });
const browser = [...new Set(visits.map(({ persona }) => persona))].map((number) =>
  visits.filter(({ persona }) => persona === number),
);
/** As in the browser, but for the personal order, which is so much better or worse on the visits from this one on. */
const harness = (gain: number, from = 0): HarnessNdcg[][] =>
  browser.map((own) =>
    own.map(({ ndcg, visit }) => ({ ...ndcg!, personal: ndcg!.personal + (visit >= from ? gain : 0) })),
  );
const of = { engine: "wasm", clickModel: "pbm_noisy" } as const;
const verdicts = (theirs: HarnessNdcg[][]): Record<string, Likeness | null> =>
  Object.fromEntries(
    personaAgreement(of, browser, theirs).figures.map(({ name, likeness }) => [name, likeness]),
  );

test("agrees where both are the same, and not where one is better for everybody", () => {
  const same = {
    "personal order": "agree",
    "global order": "agree",
    "shop's order": "agree",
    "lift over global": "agree",
  };
  expect(verdicts(harness(0))).toEqual(same);
  const apart = { ...same, "personal order": "differ", "lift over global": "differ" };
  expect(verdicts(harness(0.004))).toEqual(apart);
  expect(verdicts(harness(-0.004))).toEqual(apart);
});

test("is of the last half of the visits, in points, each persona beside itself", () => {
  const { personas, figures } = personaAgreement(of, browser, harness(0.02, 5));
  expect(personas).toBe(12);
  const [personal] = figures;
  // One of the last three visits of each persona is 2 points better in the harness.
  expect(personal.difference).toMatchObject({ mean: expect.closeTo(-2 / 3, 9), count: 12 });
  expect(personal.difference!.high - personal.difference!.low).toBeCloseTo(0, 9);
  expect(personaAgreement(of, browser.slice(0, 2), harness(0).slice(0, 2)).figures[0].likeness).toBeNull();
});
