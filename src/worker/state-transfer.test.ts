import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { crc32 } from "../base/checksum.ts";
import { RankError } from "../base/errors.ts";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { rankingFixture } from "../learning/memory-fixtures.test-helper.ts";
import { initExposure } from "../ranking/exposure-sums.ts";
import type { Interaction } from "../ranking/interaction.ts";
import { RECORD_KINDS } from "../store/schema.ts";
import type { SyncClient } from "../sync/sync-client.ts";
import type { ExportedState } from "./exported-state.ts";
import type { Platform } from "./platform.ts";
import { stepOf } from "./sharing-fixtures.test-helper.ts";
import { sharing } from "./sharing.ts";
import { exportState, importState } from "./state-transfer.ts";
import { visitor } from "./visitor.ts";
import { BAYES, recordOf, testPlatform, releaseOf } from "./visitor-fixtures.test-helper.ts";

const ITEMS = ["a", "b", "c", "d"];
const did = (type: "impression" | "click" | "cart", at: string, atMs: number): Interaction => {
  const [rankingId, itemId] = at.split("/");
  return { type, rankingId, itemId, eventId: `${type} ${at}`, atMs };
};
const show = (platform: Platform, id: string, seed: number): Promise<void> =>
  visitor(platform, BAYES).show(
    recordOf(rankingFixture(id, { itemIds: ITEMS, history: ITEMS.slice(0, seed), seed })),
    { view: { id: `v${id}`, arm: "personal" } },
  );

/** A visitor with two lessons and a second global head. */
async function lived(): Promise<Platform> {
  const platform = testPlatform();
  const person = visitor(platform, BAYES);
  await show(platform, "r1", 1);
  await person.learn([did("impression", "r1/a", 1), did("impression", "r1/c", 1), did("click", "r1/b", 2)]);
  await show(platform, "r2", 2);
  const weights = new Float32Array(FEATURE_COUNT).fill(0.01);
  await person.takeRelease(releaseOf(1), { version: 1, weights });
  await person.learn([did("impression", "r2/a", 3), did("click", "r2/c", 4), did("cart", "/c", 5)]);
  await platform.records.write([
    { type: "put", kind: "exposure", record: { key: "exposure", closed: initExposure(), open: [] } },
  ]);
  return platform;
}

const imported = (
  platform: Platform,
  state: unknown,
  modelId: string | null = "m1",
): ReturnType<typeof importState> =>
  importState(JSON.stringify(state) ?? "", { platform, choice: BAYES, modelId });

/** All that is kept, but for the mark by which workers see that a memory is another one. */
async function kept({ records }: Platform): Promise<unknown> {
  const all: unknown[] = [];
  for (const kind of RECORD_KINDS.filter((one) => one !== "sharing" && one !== "release")) {
    const stored = (await records.getAll(kind)).sort((a, b) => (a.key < b.key ? -1 : 1));
    all.push(
      stored.map((record) =>
        "forgottenIds" in record
          ? { ...record, forgottenIds: record.forgottenIds.filter((id) => !id.startsWith("import ")) }
          : record,
      ),
    );
  }
  return all;
}

async function everything({ records }: Platform): Promise<unknown> {
  return Promise.all(RECORD_KINDS.map((kind) => records.getAll(kind)));
}

function sealed(state: ExportedState): ExportedState {
  const kinds = Object.keys(state.records); // in the order in which they were written
  const encoder = new TextEncoder();
  const parts = kinds.map((kind) => encoder.encode(`${kind} ${JSON.stringify(state.records[kind])}\n`));
  return { ...state, checksum: crc32(parts) };
}

let state: ExportedState;
beforeAll(async () => {
  state = await exportState(await lived());
});

describe("a saved state", () => {
  test("brings, through JSON, the same visitor to the bit into another browser", async () => {
    const [from, to] = [await lived(), testPlatform()];
    const answer = await imported(to, JSON.parse(JSON.stringify(await exportState(from))));
    expect(answer).toEqual({ generation: 2, events: 6 });
    expect(await kept(to)).toEqual(await kept(from));
    const [a, b] = [await visitor(from, BAYES).heads("m1"), await visitor(to, BAYES).heads("m1")];
    expect(b.personal.state).toEqual(a.personal.state);
    expect(b.guard).toEqual(a.guard);
    expect(b.global).toEqual(a.global);
  });

  test("still forgets exactly, and learns on as if it had never moved", async () => {
    const [from, to] = [await lived(), testPlatform()];
    await imported(to, state);
    for (const platform of [from, to]) {
      await visitor(platform, BAYES).forget({ eventIds: ["click r1/b"] });
      await visitor(platform, BAYES).learn([did("click", "r2/d", 9)]);
    }
    expect(await kept(to)).toEqual(await kept(from));
    expect((await visitor(to, BAYES).history()).map(({ itemId }) => itemId)).not.toContain("b");
  });

  test("takes the place of what was there, also for a worker that has read the old head", async () => {
    const to = await lived();
    const person = visitor(to, BAYES);
    const other = testPlatform();
    await show(other, "q1", 3);
    await visitor(other, BAYES).learn([did("click", "q1/a", 1)]);
    await person.heads("m1");
    await imported(to, await exportState(other));
    expect(await kept(to)).toEqual(await kept(other));
    const { personal } = await person.heads("m1");
    expect(personal.state).toEqual((await visitor(other, BAYES).heads("m1")).personal.state);
    expect((await to.records.keys("events")).toSorted()).toEqual(["click q1/a"]);
  });

  test("with the same count of lessons as the one before is not taken for it", async () => {
    const [here, there] = [testPlatform(), testPlatform()];
    await show(here, "r1", 1);
    await visitor(here, BAYES).learn([did("click", "r1/a", 1)]);
    await show(there, "r1", 1);
    await visitor(there, BAYES).learn([did("click", "r1/d", 1)]);
    const person = visitor(here, BAYES);
    const before = (await person.heads("m1")).personal.state;
    await imported(here, await exportState(there));
    expect((await person.heads("m1")).personal.state).not.toEqual(before);
  });

  test.each([
    ["nothing", undefined, "not JSON"],
    ["something else", { format: "x" }, "something else"],
    ["another schema", () => ({ ...state, schemaVersion: 1 }), "version 1"],
    ["another layout", () => ({ ...state, layout: "phi-2" }), "phi-2"],
    ["one changed field", () => ({ ...state, records: { ...state.records, events: [] } }), "checksum"],
    ["no head", () => sealed({ ...state, records: { ...state.records, head: [] } }), "different times"],
    ["no log", () => sealed({ ...state, records: { ...state.records, log: [] } }), "does not lead"],
    ["no lists", () => sealed({ ...state, records: { ...state.records, rankings: [] } }), "does not lead"],
  ])("is refused, and nothing changes: %s", async (_, made, word) => {
    const to = await lived();
    const before = await everything(to);
    const refusal: unknown = await imported(to, typeof made === "function" ? made() : made).catch(
      (thrown: unknown) => thrown,
    );
    expect(refusal).toBeInstanceOf(RankError);
    expect(refusal).toMatchObject({ reason: "protocol", message: expect.stringContaining(word) });
    expect(await everything(to)).toEqual(before);
  });

  test("of another model or learner is refused, and so is any where the page's model is not known", async () => {
    const to = testPlatform();
    await expect(imported(to, state, "m2")).rejects.toThrow(
      'learned with the model "m1", the page uses "m2"',
    );
    await expect(imported(to, state, null)).rejects.toThrow("not known which model");
    const choice = { learner: "sgd", learns: "last-layer" } as const;
    const json = JSON.stringify(state);
    await expect(importState(json, { platform: to, choice, modelId: "m1" })).rejects.toThrow(RankError);
    expect(await everything(to)).toEqual(await everything(testPlatform()));
  });

  test("that cannot be written changes nothing, and says so", async () => {
    const to = testPlatform();
    const full = { ...to, records: { ...to.records, write: () => Promise.reject(new Error("full")) } };
    await expect(imported(full, state)).rejects.toMatchObject({ reason: "storage-failed" });
  });

  test(
    "is refused as a RankError and changes nothing, whatever any JSON says",
    { timeout: 120_000 },
    async () => {
      const to = await lived();
      const before = await everything(to);
      const refuses = async (json: unknown): Promise<void> => {
        await expect(imported(to, json)).rejects.toBeInstanceOf(RankError);
      };
      await fc.assert(fc.asyncProperty(fc.jsonValue(), refuses));
      const kinds = fc.constantFrom(...Object.keys(state.records));
      // The right checksum over content of any shape.
      const swap = async (kind: string, value: unknown): Promise<void> =>
        refuses(sealed({ ...state, records: { ...state.records, [kind]: [value] } }));
      await fc.assert(fc.asyncProperty(kinds, fc.jsonValue(), swap), { numRuns: 60 });
      expect(await everything(to)).toEqual(before);
    },
  );

  test(
    "with one value put in another's place is refused, or can be gone on from",
    { timeout: 120_000 },
    async () => {
      const value = fc.oneof(
        fc.jsonValue(),
        fc.constantFrom({ $array: "Float64Array", base64: "AAAAAAAA+H8=" }),
      );
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), value, async (seed, put) => {
          const to = await lived();
          const before = await everything(to);
          try {
            await imported(to, sealed(mutated(state, seed, put)));
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(RankError);
            expect(await everything(to)).toEqual(before);
            return;
          }
          const person = visitor(to, BAYES);
          await show(to, "later", 3);
          await person.learn([did("click", "later/a", 50)]);
          await person.forget({ eventIds: ["click r1/b"] });
        }),
        { numRuns: 40 },
      );
    },
  );
});

/** One value somewhere in the records, chosen by `seed`, replaced. */
function mutated(whole: ExportedState, seed: number, put: unknown): ExportedState {
  const copy = structuredClone(whole);
  let at: unknown = copy.records;
  let rest = seed;
  for (;;) {
    const keys = Object.keys(at as object);
    if (keys.length === 0) return copy;
    const key = keys[rest % keys.length];
    rest = Math.floor(rest / keys.length) + 1;
    const next = (at as Record<string, unknown>)[key];
    if (typeof next !== "object" || next === null || rest % 5 === 0) {
      (at as Record<string, unknown>)[key] = put;
      return copy;
    }
    at = next;
  }
}

describe("sharing after an import", () => {
  const sent: Uint8Array[] = [];
  const sync: SyncClient = {
    pullHead: async () => ({ outcome: "unchanged", freshForMs: 0 }),
    sendDelta: async ({ bytes }) => {
      sent.push(bytes);
      return "accepted";
    },
  } as Partial<SyncClient> as SyncClient;

  test("sends nothing of what it brought, and of what is learned next only that, also under a new global head", async () => {
    sent.length = 0;
    const to = testPlatform();
    await to.records.write([{ type: "put", kind: "release", record: releaseOf(1) }]);
    await imported(to, state);
    const person = visitor(to, BAYES);
    const share = sharing(to, { person, sync });
    expect(await share.share()).toMatchObject({ outcome: "nothing-to-share" });
    expect(await share.preview()).toBeNull();

    const weights = new Float32Array(FEATURE_COUNT).fill(0.03);
    await person.takeRelease(releaseOf(2), { version: 2, weights });
    expect(await share.preview()).toBeNull();

    await show(to, "r3", 3);
    await person.learn([did("impression", "r3/a", 90), did("click", "r3/b", 91)]);
    const step = stepOf(await person.logged(), { only: ["r3"] })!;
    expect((await share.preview())!.normBeforeClip).toBeCloseTo(Math.hypot(...step), 5);
    expect(Math.hypot(...step)).toBeGreaterThan(0.01);
    expect(await share.share()).toMatchObject({ outcome: "accepted" });
    expect(sent).toHaveLength(1);
  });

  test("has the next release bring its head, as nobody here has verified the one that came", async () => {
    const to = await lived();
    await imported(to, state);
    expect(await to.records.get("release", "release")).toEqual(releaseOf(1, { headHash: null }));
    expect(JSON.stringify(state)).not.toContain("head 1");
  });

  test("keeps when this browser sent, and drops what waits of the head that is no more", async () => {
    const to = await lived();
    await sharing(to, { person: visitor(to, BAYES), sync }).share();
    const { sentAtMs } = (await to.records.get("sharing", "sharing"))!;
    expect(sentAtMs).toHaveLength(1);
    const bytes = new Uint8Array(3);
    const record = { key: "k", bytes, told: [], sealed: null, baseVersion: 1, createdAtMs: 1, generation: 1 };
    await to.records.write([{ type: "put", kind: "outbox", record }]);
    await imported(to, state);
    expect((await to.records.get("sharing", "sharing"))!.sentAtMs).toEqual(sentAtMs);
    expect(await to.records.keys("outbox")).toEqual([]);
    expect(JSON.stringify(state)).not.toContain("sentAtMs");
  });
});
