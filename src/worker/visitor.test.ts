import { describe, expect, test } from "vitest";
import { RankError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import { initGuard } from "../learning/guard.ts";
import { fittedFixture } from "../learning/memory-fixtures.test-helper.ts";
import { visitorHead } from "../learning/visitor-head.ts";
import type { Interaction } from "../ranking/interaction.ts";
import { memoryRecords } from "../store/memory-records.ts";
import type { RankingRecord } from "../store/schema.ts";
import { headModelId } from "./head-model.ts";
import type { Platform } from "./platform.ts";
import { visitor } from "./visitor.ts";
import { BAYES, bayesHead, recordOf } from "./visitor-fixtures.test-helper.ts";

const BRAND = featureRange("brand").start;

function testPlatform(): Platform & { readonly warnings: RankError[] } {
  const warnings: RankError[] = [];
  let last: Promise<unknown> = Promise.resolve();
  return {
    fetch: () => Promise.reject(new Error("no network in this test")),
    now: () => 1_000,
    random: seededRandom(1),
    records: memoryRecords(),
    gpu: undefined,
    exclusively: (action) => {
      const result = last.then(action);
      last = result.catch(() => undefined);
      return result;
    },
    warn: (error) => warnings.push(error),
    warnings,
  };
}

/** A ranking of three items, item i of brand i. */
function ranking(id: string, modelId = "m1"): RankingRecord {
  const features = new Float32Array(3 * FEATURE_COUNT);
  for (let item = 0; item < 3; item++) features[item * FEATURE_COUNT + BRAND + item] = 1;
  const shown = {
    id,
    itemIds: ["a", "b", "c"],
    texts: ["Brand A", "Brand B", "Brand C"],
    features,
    baseScores: new Float64Array(3),
    propensities: Float64Array.of(1, 1 / 2, 1 / 3),
  };
  return recordOf(shown, modelId);
}

const click = (rankingId: string, itemId: string, eventId = `${rankingId}/${itemId}`): Interaction => ({
  type: "click",
  rankingId,
  itemId,
  eventId,
  atMs: 5,
});

const seen = (rankingId: string, itemId: string): Interaction => ({
  ...click(rankingId, itemId, `seen ${rankingId}/${itemId}`),
  type: "impression",
});

describe("visitor.learn", () => {
  test("updates the head once per event, however often and in how many tabs the event is told", async () => {
    const platform = testPlatform();
    const tabs = [visitor(platform, BAYES), visitor(platform, BAYES)];
    await tabs[0].show(ranking("r1"));
    const learned = await Promise.all([
      ...tabs.map((tab) => tab.learn([click("r1", "b"), click("r1", "b")])),
      tabs[0].learn([click("r1", "b")]),
    ]);
    expect(learned.map(({ didUpdate }) => didUpdate)).toEqual([true, false, false]);
    const { personal } = await tabs[1].heads("m1");
    expect(personal.generation).toBe(1);
    expect(bayesHead.offset(personal.state)[BRAND + 1]).toBeGreaterThan(0);
    expect(await platform.records.getAll("events")).toHaveLength(1);
  });

  test("loses no update of two tabs that learn at the same time", async () => {
    const platform = testPlatform();
    const ids = Array.from({ length: 20 }, (_, at) => `r${at}`);
    const tabs = [visitor(platform, BAYES), visitor(platform, BAYES)];
    for (const id of ids) await tabs[0].show(ranking(id));
    await Promise.all(
      ids.map((id, at) => tabs[at % 2].learn([seen(id, "a"), { ...click(id, "a"), atMs: at * 9_000 }])),
    );
    expect((await tabs[0].heads("m1")).personal.generation).toBe(20);
  });

  test("stores the event with its position, title and the generation it made", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(ranking("r1"));
    await person.learn([click("r1", "c")]);
    expect((await platform.records.getAll("events"))[0]).toMatchObject({
      title: "C",
      position: 3,
      generation: 1,
    });
  });

  test("keeps what was chosen as the history, in the encoder's words, each event once and over tabs", async () => {
    const platform = testPlatform();
    const tabs = [visitor(platform, BAYES), visitor(platform, BAYES)];
    await tabs[0].show(ranking("r1"));
    expect(await tabs[0].history()).toEqual([]);
    await tabs[0].learn([click("r1", "b")]);
    await tabs[1].learn([click("r1", "b"), { ...click("r1", "a"), type: "purchase", eventId: "p", atMs: 9 }]);
    await tabs[0].learn([{ ...click("r1", "c"), type: "impression" }]);
    expect(await tabs[0].history()).toEqual([
      { itemId: "b", text: "Brand B", evidence: 0.25, atMs: 5 },
      { itemId: "a", text: "Brand A", evidence: 1, atMs: 9 },
    ]);
    await platform.records.erase();
    expect(await tabs[1].history()).toEqual([]);
  });

  test("leaves out of the history what another script has put there", async () => {
    const platform = testPlatform();
    const good = { itemId: "a", text: "A", evidence: 0.5, atMs: 1 };
    const person = visitor(platform, BAYES);
    await person.show(ranking("r1"));
    const stored = (await platform.records.get("memory", "now"))!;
    const items = [null, good, { ...good, evidence: Number.NaN }, { ...good, text: 3 }] as never;
    const spoil = (history: never): Promise<void> =>
      platform.records.write([{ type: "put", kind: "memory", record: { ...stored, history } }]);
    await spoil(items);
    expect(await person.history()).toEqual([good]);
    await spoil("x" as never);
    expect(await person.history()).toEqual([]);
  });

  test("is a no-op for rankings that are no longer kept and items that were not shown", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(ranking("r1"));
    expect(await person.learn([click("gone", "a"), click("r1", "zzz")])).toEqual({
      generation: 0,
      didUpdate: false,
    });
  });

  test("starts a new head for a new model, and lets nothing that points back to the old one undo it", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(ranking("r1", "old"));
    await person.learn([click("r1", "a")]);
    await person.show(ranking("r2", "new"));
    await person.learn([click("r2", "b")]);
    expect(await person.learn([click("r1", "c")])).toMatchObject({ didUpdate: false });
    const { personal } = await person.heads("new");
    expect(personal).toMatchObject({ modelId: "new", generation: 1 });
    expect(bayesHead.offset(personal.state)[BRAND + 1]).toBeGreaterThan(0);
  });

  test("starts again from the global head, with one warning, when the stored head is damaged", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(ranking("r1"));
    await person.learn([click("r1", "b")]);
    const head = (await platform.records.get("head", "personal"))!;
    await platform.records.write([
      { type: "put", kind: "head", record: { ...head, checksum: head.checksum ^ 1 } },
    ]);
    expect((await person.heads("m1")).personal.generation).toBe(0);
    expect(platform.warnings[0].message).toContain("checksum");
  });
});

describe("the guard of a visitor", () => {
  const page = (at: number): readonly [Interaction, Interaction] => [
    seen(`r${at}`, "a"),
    { ...click(`r${at}`, "a"), atMs: at * 9_000 },
  ];
  const shownTo = async (person: ReturnType<typeof visitor>, pages: number): Promise<void> => {
    for (let at = 0; at < pages; at++) await person.show(ranking(`r${at}`));
  };

  test("survives a reload, and is the same in every tab", async () => {
    const platform = testPlatform();
    const tabs = [visitor(platform, BAYES), visitor(platform, BAYES)];
    await shownTo(tabs[0], 5);
    for (let at = 0; at < 5; at++) await tabs[at % 2].learn(page(at));
    const { guard } = await visitor(platform, BAYES).heads("m1");
    expect(guard).toEqual((await tabs[0].heads(null)).guard);
    expect(guard.learned).toBe(5);
    expect(guard.hedge).not.toEqual(initGuard().hedge);
  });

  test("stops learning from clicks on what was never in view, and starts the head anew", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await shownTo(person, 8);
    for (let at = 0; at < 8; at++) await person.learn([page(at)[1]]);
    const { guard, personal } = await person.heads("m1");
    expect(guard.profile.isFlagged).toBe(true);
    expect(bayesHead.offset(personal.state).every((value) => value === 0)).toBe(true);
    expect(await platform.records.getAll("events")).toHaveLength(8);
  });

  test("keeps who clicks, but not how much the head is worth, through a change of the model", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await shownTo(person, 3);
    for (let at = 0; at < 3; at++) await person.learn(page(at));
    const before = (await person.heads("m1")).guard;
    await person.show(ranking("x", "m2"));
    const { guard } = await person.heads("m2");
    expect(guard).toEqual({ ...initGuard(), profile: before.profile });
  });

  test.each([
    ["gone", undefined],
    ["a text", "x"],
    ["no numbers", { ...initGuard(), learned: Number.NaN }],
    ["a hedge of another size", { ...initGuard(), hedge: { logWeights: new Float64Array(2) } }],
  ])("starts afresh when the stored one is %s", async (_, spoilt) => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await shownTo(person, 2);
    await person.learn(page(0));
    const stored = (await platform.records.get("memory", "now"))!;
    const record = { ...stored, guard: spoilt as never };
    await platform.records.write([{ type: "put", kind: "memory", record }]);
    expect((await person.heads("m1")).guard).toEqual(initGuard());
    expect(await person.learn(page(1))).toMatchObject({ didUpdate: false }); // its rankings went with the memory
  });
});

describe("a visitor under a model with a prior", () => {
  const fitted = fittedFixture();
  const modelId = headModelId("m1", fitted);
  const shown = (id: string): RankingRecord => ranking(id, modelId);

  test.each([
    ["bayes", BAYES],
    ["low-rank", { learner: "bayes", learns: "personal-vector" }],
  ] as const)("starts the %s head from it, also on pages that load no model", async (type, choice) => {
    const platform = testPlatform();
    const person = visitor(platform, choice);
    await person.show(shown("r1"), { fitted });
    await visitor(platform, choice).learn([seen("r1", "a"), seen("r1", "b"), click("r1", "a")]);
    const { personal, learner, global } = await person.heads(modelId, fitted);
    const expected = visitorHead(choice, fitted);
    expect([learner.type, personal.generation, global.weights]).toEqual([type, 1, fitted.weights]);
    expect(personal.state).not.toEqual(expected.init());
    expect((await visitor(platform, choice).heads(null)).personal.state).toEqual(personal.state);
    await person.forget({ eventIds: ["r1/a"] });
    expect((await person.heads(null)).personal.state).toEqual(expected.init());
    expect(platform.warnings).toEqual([]);
  });

  test("starts a new head when another prior comes, and keeps one of them", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(shown("r1"), { fitted });
    await person.learn([click("r1", "a")]);
    const other = fittedFixture(9);
    await person.show(ranking("r2", headModelId("m1", other)), { fitted: other });
    expect((await person.heads(null)).personal.generation).toBe(0);
    expect(await platform.records.keys("model")).toEqual([headModelId("m1", other)]);
  });

  test("starts again, with one warning, when the stored prior is damaged", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(shown("r1"), { fitted });
    await person.learn([click("r1", "a")]);
    const record = { key: modelId, fitted: fittedFixture(9) };
    await platform.records.write([{ type: "put", kind: "model", record }]);
    expect((await visitor(platform, BAYES).heads(null)).personal.generation).toBe(0);
    expect(platform.warnings[0].message).toContain("fitted with its model was damaged");
  });

  test("takes one that falls back to a weight a feature where the model has no basis", async () => {
    const person = visitor(testPlatform(), { learner: "bayes", learns: "personal-vector" });
    await person.show(ranking("r1"));
    expect((await person.heads("m1")).learner.type).toBe("bayes");
  });
});

describe("visitor.comeBack", () => {
  test("learns how long the visitor looked, once, after the newest click", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(ranking("r1"));
    await person.learn([click("r1", "b")]);
    expect(await person.comeBack(60_005, "back")).toEqual({ generation: 2, didUpdate: true });
    expect(await person.comeBack(70_005, "again")).toEqual({ generation: 2, didUpdate: false });
    const looks = (await platform.records.getAll("events")).filter(
      ({ interaction }) => interaction.type === "dwell",
    );
    expect(looks.map(({ interaction }) => interaction)).toMatchObject([{ itemId: "b", dwellMs: 60_000 }]);
  });
});

describe("visitor.takeGlobalHead", () => {
  const weights = new Float32Array(FEATURE_COUNT).fill(0.25);

  test("puts the new head under the personal one, which stays", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(ranking("r1"));
    await person.learn([click("r1", "b")]);
    await person.takeGlobalHead({ version: 1, etag: null, weights, clipNorm: 1 });
    const { global, personal } = await person.heads("m1");
    expect([global.version, global.weights[0], personal.headVersion, personal.generation]).toEqual([
      1, 0.25, 1, 1,
    ]);
    expect(bayesHead.offset(personal.state)[BRAND + 1]).toBeGreaterThan(0);
  });

  test("starts, before there is one, with a head that leaves all but the history to the shop's order", async () => {
    const { weights } = (await visitor(testPlatform(), BAYES).heads(null)).global;
    const nonZero = [...weights.entries()].filter(([, weight]) => weight !== 0);
    expect(nonZero).toEqual([[featureRange("history").start, 1]]);
  });

  test("never goes back to an older head", async () => {
    const person = visitor(testPlatform(), BAYES);
    await person.takeGlobalHead({ version: 2, etag: null, weights, clipNorm: 1 });
    await person.takeGlobalHead({
      version: 1,
      etag: null,
      weights: new Float32Array(FEATURE_COUNT),
      clipNorm: 1,
    });
    expect((await person.heads(null)).global.version).toBe(2);
  });
});
