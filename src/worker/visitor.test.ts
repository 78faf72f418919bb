import { describe, expect, test } from "vitest";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import type { Records } from "../store/records.ts";
import { visitor } from "./visitor.ts";
import {
  BAYES,
  bayesHead,
  click,
  ranking,
  seen,
  testPlatform,
  releaseOf,
} from "./visitor-fixtures.test-helper.ts";

const BRAND = featureRange("brand").start;

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

  test("asks whether the log has a base only where it learns: heads are read before every list", async () => {
    const platform = testPlatform();
    const asked: string[] = [];
    const records: Records = {
      ...platform.records,
      keys: (kind) => {
        asked.push(kind);
        return platform.records.keys(kind);
      },
    };
    const person = visitor({ ...platform, records }, BAYES);
    await person.show(ranking("r1"));
    expect(asked).toContain("memory");
    asked.length = 0;
    await person.heads("m1");
    await person.history();
    expect(asked).toEqual([]);
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

  test("tells of a purchase on a page without the list under the ranking that led there", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(ranking("r1"));
    await person.show(ranking("r2"));
    await person.learn([click("r1", "b")]);
    await person.learn([{ ...click("", "b", "bought"), type: "purchase", atMs: 9 }]);
    const record = await platform.records.get("events", "bought");
    expect(record).toMatchObject({ title: "B", position: 2, interaction: { rankingId: "r1" } });
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

describe("visitor.takeRelease", () => {
  const weights = new Float32Array(FEATURE_COUNT).fill(0.25);

  test("puts the new head under the personal one, which stays", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(ranking("r1"));
    await person.learn([click("r1", "b")]);
    await person.takeRelease(releaseOf(1), { version: 1, weights });
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
    await person.takeRelease(releaseOf(2), { version: 2, weights });
    await person.takeRelease(releaseOf(1), { version: 1, weights: new Float32Array(FEATURE_COUNT) });
    expect((await person.heads(null)).global.version).toBe(2);
  });

  test.each([
    ["an older list of keys", { keysVersion: 0 }],
    ["an earlier signature", { issuedAtMs: -1 }],
  ])("leaves what another tab has taken where this one comes with %s", async (_, changes) => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.takeRelease(releaseOf(2), { version: 2, weights });
    await person.takeRelease(releaseOf(3, changes), { version: 3, weights });
    expect(await platform.records.get("release", "release")).toEqual(releaseOf(2));
    expect((await person.heads(null)).global.version).toBe(2);
  });

  test("learns nothing twice from a head that two tabs have fetched, and goes back to the shop's own from a canary's", async () => {
    const platform = testPlatform();
    const [tab, other] = [visitor(platform, BAYES), visitor(platform, BAYES)];
    await tab.show(ranking("r1"));
    await tab.learn([click("r1", "b")]);
    await tab.takeRelease(releaseOf(1), { version: 1, weights });
    const before = (await tab.heads("m1")).personal.state;
    const canary = releaseOf(1, { headVersion: 2, headHash: "canary", issuedAtMs: 5 });
    const tried = { version: 2, weights: weights.map((weight) => weight + 1) };
    await Promise.all([tab, other].map((one) => one.takeRelease(canary, tried)));
    expect((await platform.records.keys("log")).length).toBe(4);
    expect((await tab.heads("m1")).personal.headVersion).toBe(2);
    await tab.takeRelease(releaseOf(1, { issuedAtMs: 6 }), { version: 1, weights });
    const { global, personal } = await tab.heads("m1");
    expect([global.version, global.weights, personal.headVersion]).toEqual([1, weights, 1]);
    const offset = bayesHead.offset(personal.state);
    for (const [at, value] of bayesHead.offset(before).entries()) expect(offset[at]).toBeCloseTo(value, 9);
  });

  test("takes the head again where it is not there any more, and nothing where none came", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.takeRelease(releaseOf(1), { version: 1, weights });
    await platform.records.write([{ type: "delete", kind: "global", key: "global" }]);
    await person.takeRelease(releaseOf(1, { issuedAtMs: 5 }), null);
    expect((await platform.records.get("release", "release"))!.issuedAtMs).toBe(0);
    await person.takeRelease(releaseOf(1, { issuedAtMs: 5 }), { version: 1, weights });
    expect((await person.heads(null)).global.version).toBe(1);
  });

  test("keeps a head that was only signed anew", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.takeRelease(releaseOf(1), { version: 1, weights });
    await person.takeRelease(releaseOf(1, { issuedAtMs: 5 }), null);
    expect((await platform.records.get("release", "release"))!.issuedAtMs).toBe(5);
    expect(await platform.records.keys("log")).toHaveLength(1);
  });
});
