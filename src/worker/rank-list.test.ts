import { describe, expect, test } from "vitest";
import { axis } from "../learning/example-fixtures.test-helper.ts";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import { historyRoom } from "../learning/history-room.ts";
import { historyShare } from "../learning/history-share.ts";
import { blend, type GuardState, initGuard } from "../learning/guard.ts";
import { initialHead } from "../learning/initial-head.ts";
import { visitorHead } from "../learning/visitor-head.ts";
import { seededRandom } from "../base/random.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import { rankList } from "./rank-list.ts";
import type { RankRequest } from "./protocol.ts";
import type { Heads } from "./visitor.ts";

const HISTORY = featureRange("history").start;
const BRAND = featureRange("brand").start;

const request: RankRequest = {
  listId: "search",
  query: "",
  candidates: ["a", "b", "c", "d"].map((id) => ({ id, title: `Title ${id}`, brand: "Holt" })),
  fixed: [],
  seen: [],
  firstRow: null,
  rules: NO_RULES,
  atMs: 1,
  rankingId: "r1",
  viewId: "r1",
};
const SGD = visitorHead({ learner: "sgd", learns: "last-layer" }, null);
/** Of a visitor whose choices were foretold: λ is 4, all but for what each other λ keeps. */
const sure: GuardState = {
  ...initGuard(),
  hedge: { logWeights: Float64Array.of(0, 0, 0, 0, 0, 1).map(Math.log) },
};
const heads = (offset: Float64Array = new Float64Array(FEATURE_COUNT), guard = sure): Heads => ({
  global: { key: "global", layout: "", version: 0, weights: initialHead() },
  personal: { state: { type: "sgd", offset }, generation: 0, headVersion: 0, modelId: "m" },
  guard,
  learner: SGD,
});
const littleShown = new Set<string>();
const policy = { arm: "personal", explore: "none", protectedPlaces: 4, random: seededRandom(1) } as const;
const features = (history: readonly number[]): Float32Array => {
  const rows = Float32Array.from({ length: 4 * FEATURE_COUNT }, (_, at) => Math.sin(at));
  for (const [item, value] of history.entries()) rows[item * FEATURE_COUNT + HISTORY] = value;
  return rows;
};
const idsOf = (offset: Float64Array | undefined, history: readonly number[]): string[] =>
  rankList(request, {
    features: features(history),
    heads: heads(offset),
    modelId: "m",
    policy,
    littleShown,
  }).ranking.items.map(({ id }) => id);

describe("rankList", () => {
  test("keeps the shop's exact order for a newcomer, whatever the items are", () => {
    expect(idsOf(undefined, [0, 0, 0, 0])).toEqual(["a", "b", "c", "d"]);
  });

  test("follows the history before anything is learned, as far as its share goes, and shows it as the visitor's part", () => {
    expect(idsOf(undefined, [-1, -1, 3, -1])).toEqual(["c", "a", "b", "d"]);
    const shop = [0, 1, 2, 3].map((index) => -0.35 * Math.log(1 + index));
    const { ranking } = rankList(request, {
      features: features([0, 0, 3, 0]),
      heads: heads(),
      modelId: "m",
      policy,
      littleShown,
    });
    const { global, personal, groups } = ranking.items[0].parts;
    const counts = 4 * 3 * historyShare(historyRoom(shop, []), [0, 0, 3, 0]);
    expect([global, personal, groups.history]).toEqual([
      0,
      expect.closeTo(counts, 6),
      expect.closeTo(counts, 6),
    ]);
    expect(counts).toBeLessThan(1);
  });

  test("leaves the history more room beside a head that orders something, and keeps how much in the record", () => {
    const weights = initialHead();
    weights[BRAND] = 0.2;
    const global = { ...heads().global, weights };
    const rows = features([0, 0, 3, 0]);
    const by = { features: rows, modelId: "m", policy, littleShown };
    const { ranking, record } = rankList(request, { ...by, heads: { ...heads(), global } });
    const shop = [0, 1, 2, 3].map((index) => -0.35 * Math.log(1 + index));
    const byHead = [0, 1, 2, 3].map((index) => weights[BRAND] * rows[index * FEATURE_COUNT + BRAND]);
    const room = historyRoom(shop, byHead);
    expect(room).toBeGreaterThan(1.5 * historyRoom(shop, []));
    expect(record.historyRoom).toBeCloseTo(room, 6);
    expect(rankList(request, { ...by, heads: heads() }).record.historyRoom).toBeCloseTo(
      historyRoom(shop, []),
      12,
    );
    const { parts } = ranking.items.find(({ id }) => id === "c")!; // it is one of four
    expect(parts.groups.history).toBeCloseTo(4 * 3 * historyShare(room, [0, 0, 3, 0]), 5);
  });

  test("ranks by what the guard makes of base and personal part, and splits it exactly", () => {
    const offset = Float64Array.from(axis(HISTORY, 0.5));
    offset[BRAND] = 9; // far beyond the trust region
    const rows = features([0.5, 1, -1, 0]);
    const hedge = { logWeights: Float64Array.of(0.1, 0.1, 0.1, 0.1, 0.5, 0.1).map(Math.log) };
    const guard: GuardState = { ...initGuard(), hedge };
    const { ranking, record } = rankList(request, {
      features: rows,
      heads: heads(offset, guard),
      modelId: "m",
      policy,
      littleShown,
    });
    const base = [0, 1, 2, 3].map(
      (index) => -0.35 * Math.log(1 + index) + rows[index * FEATURE_COUNT + HISTORY],
    );
    const shop = [0, 1, 2, 3].map((index) => -0.35 * Math.log(1 + index));
    const history = base.map((score, index) => score - shop[index]);
    const ofHistory = historyShare(historyRoom(shop, []), history);
    const learned = SGD.scores({ type: "sgd", offset }, rows);
    const blended = blend(
      guard,
      shop,
      history.map((score, index) => ofHistory * score + learned[index]),
    );
    for (const [place, { shopIndex, score, parts }] of ranking.items.entries()) {
      expect(record.baseScores[place]).toBeCloseTo(base[shopIndex], 6);
      expect(score).toBeCloseTo(blended[shopIndex], 6);
      expect(score).toBe(parts.shop + parts.global + parts.personal);
      expect(Object.values(parts.groups).reduce((sum, part) => sum + part, 0)).toBeCloseTo(
        parts.personal,
        12,
      );
    }
  });

  test("shows the base order to a visitor taken for a machine", () => {
    const { profile } = initGuard();
    const guard = { ...initGuard(), profile: { ...profile, isFlagged: true } };
    const offset = Float64Array.from(axis(BRAND, 9));
    const { ranking } = rankList(request, {
      features: features([0, 0, 3, 0]),
      heads: heads(offset, guard),
      modelId: "m",
      policy,
      littleShown,
    });
    expect(ranking.items.map(({ id, parts }) => [id, parts.personal])).toEqual(
      ["a", "b", "c", "d"].map((id) => [id, 0]),
    );
  });

  test("shows the shop's order on a page that is held out, with the visitor's scores", () => {
    const { ranking, record } = rankList(
      { ...request, fixed: [{ index: 3, place: 1 }] },
      {
        features: features([0, 0, 3, 0]),
        heads: heads(),
        modelId: "m",
        policy: { ...policy, arm: "held-out" },
        littleShown,
      },
    );
    expect(ranking.items.map(({ id }) => id)).toEqual(["a", "d", "b", "c"]);
    expect([ranking.arm, record.arm]).toEqual(["held-out", "held-out"]);
    expect(ranking.items[3].parts.personal).toBeGreaterThan(0.3);
    expect([record.greedyPlaces, record.heldPlaces]).toEqual([[2, 1, 3, 0], [1]]);
  });

  test("keeps what the encoder read of each item, in displayed order", () => {
    const { record } = rankList(request, {
      features: features([0, 0, 3, 0]),
      heads: heads(),
      modelId: "m",
      policy,
      littleShown,
    });
    expect(record.texts[0]).toBe("Holt Title c");
  });

  test("notes what had been seen before, and the propensity of what is shown", () => {
    const { ranking, record } = rankList(
      { ...request, seen: [2] },
      { features: features([0, 0, 3, 0]), heads: heads(), modelId: "m", policy, littleShown },
    );
    expect(record.seenIds).toEqual(["c"]);
    expect(ranking.items.map(({ shownPropensity }) => shownPropensity)).toEqual([1, 1, 1, 1]);
  });

  test("keeps the shop's rules, and tells what they had to do with the list and who was exposed", () => {
    const rules = { ...NO_RULES, maxDisplacement: 1, blocked: ["b"] };
    const { ranking, exposure } = rankList(
      { ...request, rules },
      { features: features([0, 0, 3, 0]), heads: heads(), modelId: "m", policy, littleShown },
    );
    expect(ranking.items.map(({ id }) => id)).toEqual(["a", "c", "b", "d"]);
    expect(exposure.ruleUse.displacement).toEqual({ bound: 1, broken: 0, shop: 0 });
    expect(exposure.ruleUse.block).toEqual({ bound: 0, broken: 0, shop: 0 });
    expect(exposure.brands.named.map(({ name, cards }) => [name, cards])).toEqual([["Holt", 4]]);
  });

  test("brings up an item of a little shown seller where the shop has a floor", () => {
    const candidates = request.candidates.map((one) => ({ ...one, seller: one.id === "d" ? "far" : "near" }));
    const rules = { ...NO_RULES, exposureFloor: { least: 1, window: 3 } };
    const orderFor = (sellers: readonly string[]): string[] =>
      rankList(
        { ...request, candidates, rules },
        {
          features: features([0, 0, 3, 0]),
          heads: heads(),
          modelId: "m",
          policy,
          littleShown: new Set(sellers),
        },
      ).ranking.items.map(({ id }) => id);
    expect(orderFor([])).toEqual(["c", "a", "b", "d"]);
    expect(orderFor(["far"])).toEqual(["c", "a", "d", "b"]);
  });
});
