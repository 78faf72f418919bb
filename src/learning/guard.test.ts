import { clickTrust } from "./click-profile.ts";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { blend, initGuard, observe, rebaseGuard, type GuardState, type PageEvidence } from "./guard.ts";
import { hedgeLambda, initHedge, updateHedge } from "./hedge.ts";
import { trustRegion } from "./trust-region.ts";

const COUNT = 24;
const base = Float64Array.from({ length: COUNT }, (_, at) => 1 - 0.35 * Math.log(1 + at));
const liked = Float64Array.from({ length: COUNT }, (_, at) => (at % 3 === 0 ? 0.3 : -0.15));
const disliked = liked.map((score) => -score);
const propensities = Float64Array.from({ length: COUNT }, (_, at) => 1 / (1 + at));

const clickAt = (index: number, personalScores = liked): PageEvidence => ({
  baseScores: base,
  personalScores,
  rewards: Uint8Array.from({ length: COUNT }, (_, at) => (at === index ? 1 : 0)),
  propensities,
  clicks: [{ index }],
});
/** A person who clicks near the top and likes every third item. */
const person = (turn: number, personalScores = liked): PageEvidence =>
  clickAt([0, 0, 3][turn % 3], personalScores);
const lifeOf = (pages: number, state = initGuard(), personalScores = liked): GuardState => {
  for (let turn = 0; turn < pages; turn++) state = observe(state, person(turn, personalScores)).state;
  return state;
};
/** Uniform clicks until the flag goes up. */
function machine(state: GuardState): { state: GuardState; resets: number; pages: number } {
  const random = seededRandom(5);
  let resets = 0;
  let pages = 0;
  for (; !state.profile.isFlagged && pages < 200; pages++) {
    const verdict = observe(state, clickAt(Math.floor(COUNT * random())));
    state = verdict.state;
    resets += verdict.reset ? 1 : 0;
  }
  return { state, resets, pages };
}

describe("blend", () => {
  test("adds λ times the personal part in its trust region", () => {
    const state = lifeOf(7);
    const wide = liked.map((score) => 10 * score);
    const lambda = hedgeLambda(state.hedge);
    expect(lambda).not.toBeCloseTo(0.625, 3);
    const clipped = trustRegion(base, wide);
    expect(clipped[0]).toBeLessThan(wide[0]);
    expect([...blend(state, base, wide)]).toEqual([...base].map((score, at) => score + lambda * clipped[at]));
  });

  test("shows the base order to a visitor taken for a machine, and less of the head while in doubt", () => {
    expect([...blend(machine(initGuard()).state, base, liked)]).toEqual([...base]);
    let doubted = initGuard();
    while (clickTrust(doubted.profile) === 1) doubted = observe(doubted, clickAt(COUNT - 1)).state;
    const sure: GuardState = { ...doubted, profile: initGuard().profile };
    const weight = (state: GuardState): number => blend(state, base, liked)[0] - base[0];
    expect(weight(doubted)).toBeLessThan(0.95 * weight(sure));
    expect(weight(doubted)).toBeGreaterThan(0);
  });

  test("falls back to the base where the personal part is not finite, and refuses another length", () => {
    expect([
      ...blend(
        initGuard(),
        base,
        liked.map(() => Number.NaN),
      ),
    ]).toEqual([...base]);
    expect(() => blend(initGuard(), base, liked.slice(1))).toThrow(RangeError);
  });
});

describe("observe", () => {
  test("lets a person teach, and comes to trust a head that predicts", () => {
    let state = initGuard();
    for (let turn = 0; turn < 60; turn++) {
      const verdict = observe(state, person(turn));
      expect(verdict).toMatchObject({ learns: true, forgets: false, reset: false });
      state = verdict.state;
    }
    expect(hedgeLambda(state.hedge)).toBeGreaterThan(0.9);
    expect(state.learned).toBe(60);
  });

  test("judges the personal part as it is shown: in its trust region", () => {
    const wide = liked.map((score) => 10 * score);
    expect(observe(initGuard(), person(0, wide)).state.hedge).toEqual(
      updateHedge(initHedge(), { ...person(0), personalScores: trustRegion(base, wide) }),
    );
  });

  test("silences a head that misleads, then has it start anew, hedge and all", () => {
    let state = initGuard();
    let lowest = 1;
    const said = { forgets: 0, resets: 0 };
    for (let turn = 0; turn < 80 && said.resets === 0; turn++) {
      const verdict = observe(state, person(turn, disliked));
      state = verdict.state;
      said.forgets += verdict.forgets ? 1 : 0;
      said.resets += verdict.reset ? 1 : 0;
      if (!verdict.reset) lowest = Math.min(lowest, hedgeLambda(state.hedge));
    }
    expect(lowest).toBeLessThan(0.2);
    expect(said.forgets).toBeGreaterThan(0);
    expect(said.resets).toBe(1);
    expect(state).toMatchObject({ hedge: initHedge(), learned: 1 });
  });

  test("learns nothing from a machine, and forgets what it taught before it was found out", () => {
    const { state, resets, pages } = machine(initGuard());
    expect(pages).toBeLessThanOrEqual(40);
    expect(resets).toBe(1);
    expect(state).toMatchObject({ hedge: initHedge(), learned: 0 });
    const verdict = observe(state, clickAt(COUNT - 1));
    expect(verdict).toMatchObject({ learns: false, reset: false, state: { hedge: initHedge(), learned: 0 } });
  });

  test("keeps what a person of long standing taught when a machine takes over the browser", () => {
    const { state, resets } = machine(lifeOf(150));
    expect(state.profile.isFlagged).toBe(true);
    expect(resets).toBe(0);
    expect(state.learned).toBeGreaterThanOrEqual(150);
  });

  test("learns again from the person who comes back", () => {
    let { state } = machine(lifeOf(150));
    let turn = 0;
    for (; state.profile.isFlagged && turn < 200; turn++) state = observe(state, person(turn)).state;
    expect(turn).toBeGreaterThan(5);
    expect(turn).toBeLessThan(60);
    expect(observe(state, person(turn))).toMatchObject({ learns: true });
  });

  test("lets the head learn from a page without clicks, and itself learns nothing of it", () => {
    const state = lifeOf(3);
    const verdict = observe(state, { ...person(0), rewards: new Uint8Array(COUNT), clicks: [] });
    expect(verdict).toEqual({ state, learns: true, forgets: false, reset: false });
  });

  test("counts clicks on what was never in view against the visitor", () => {
    const unseen = propensities.map((propensity, at) => (at < 12 ? propensity : 0));
    let state = initGuard();
    for (let turn = 0; turn < 4; turn++) {
      const page = {
        ...person(turn),
        propensities: unseen,
        rewards: new Uint8Array(COUNT),
        clicks: [{ index: 20 }],
      };
      state = observe(state, page).state;
    }
    expect(state.profile.isFlagged).toBe(true);
  });

  test.each([
    ["a score that is not a number", { personalScores: liked.map(() => Number.NaN) }],
    ["no items", { baseScores: [], personalScores: [], rewards: [], propensities: [], clicks: [] }],
    ["a click on what was never examined", { propensities: new Float64Array(COUNT) }],
  ])("neither learns nor changes on a page with %s", (_, change) => {
    const state = lifeOf(3);
    const verdict = observe(state, { ...person(0), ...change });
    expect(verdict.state).toBe(state);
    expect(verdict).toMatchObject({ learns: false, forgets: false, reset: false });
  });

  test("survives a structured clone", () => {
    const state = lifeOf(10);
    expect(observe(structuredClone(state), person(0))).toEqual(observe(state, person(0)));
  });
});

describe("rebaseGuard", () => {
  test("starts the drift detector anew and keeps the rest", () => {
    const state = lifeOf(30);
    expect(state.drift.pages).toBe(30);
    expect(rebaseGuard(state)).toEqual({ ...state, drift: initGuard().drift });
  });
});
