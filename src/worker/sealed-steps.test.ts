import { describe, expect, test, vi } from "vitest";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { stepSum } from "./page-step.ts";
import { LOG_BOUNDS } from "./seal-log.ts";
import { expectSaid, sharingSetting, stepOf, type SharingSetting } from "./sharing-fixtures.test-helper.ts";
import { click, ranking, releaseOf, seen } from "./visitor-fixtures.test-helper.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

/** Learns lesson by lesson, and gives the sum of the steps that each page asks for when it is new. */
async function live(setting: SharingSetting, lessons: number): Promise<Float64Array> {
  let sum = new Float64Array(FEATURE_COUNT);
  for (let lesson = 0; lesson < lessons; lesson++) {
    await setting.learn();
    const logged = await setting.person.logged();
    const step = stepOf(logged, { only: [logged.memory.shown.at(-1)!.rankingId] });
    sum = sum.map((value, at) => value + step![at]);
  }
  return sum;
}

const MANY = LOG_BOUNDS.maxRankings + 2;

/** Expects the next upload to say this step, to one step of its rounding, and no other of the same length. */
async function expectToShare({ share }: SharingSetting, step: Float64Array): Promise<void> {
  const preview = await share.preview();
  expect(preview?.normBeforeClip ?? 0).toBeCloseTo(Math.hypot(...step), 4);
  if (preview !== null) expectSaid(preview.bytes, step);
}

describe("what is sealed before it is shared", () => {
  test("is in the next upload, and in no other", async () => {
    const setting = await sharingSetting();
    const step = await live(setting, MANY);
    expect((await setting.person.memory()).shown.length).toBeLessThan(MANY);
    await expectToShare(setting, step);
    expect((await setting.share.share()).outcome).toBe("accepted");
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    await expectToShare(setting, await live(setting, MANY));
  });

  test.each([
    ["refused", 409],
    ["accepted", 202],
  ])("while an upload waits comes again only if that is %s", async (outcome, status) => {
    const setting = await sharingSetting();
    const first = await live(setting, 20);
    setting.server.statuses.push("down");
    await setting.share.share();
    const later = await live(setting, MANY - 20);
    expect((await setting.platform.records.getAll("outbox"))[0].sealed).not.toBeNull();
    setting.server.statuses.push(status);
    await setting.share.share();
    await expectToShare(setting, outcome === "refused" ? stepSum(first, later)! : later);
  });

  test("waits on where forgetting drops an upload that never left, and is gone with one that may have been counted", async () => {
    for (const hasLeft of [false, true]) {
      const setting = await sharingSetting();
      const { records } = setting.platform;
      const step = await live(setting, MANY);
      setting.server.statuses.push("down");
      await setting.share.share();
      const [record] = await records.getAll("outbox");
      const { attemptedAtMs: _, ...waiting } = record;
      if (!hasLeft) await records.write([{ type: "put", kind: "outbox", record: waiting }]);
      // Something that nothing was learned from.
      await setting.person.show({ ...ranking("last"), atMs: 1 });
      await setting.person.learn([seen("last", "a")]);
      await setting.person.forget({ eventIds: ["seen last/a"] });
      expect(await records.keys("outbox")).toEqual([]);
      await expectToShare(setting, hasLeft ? new Float64Array(FEATURE_COUNT) : step);
    }
  });

  test.each([
    ["too old to be unlearned", "r0/a"],
    ["in the log, as it may be what those pages were ordered by", `r${MANY - 1}/a`],
  ])(
    "is gone once a choice is forgotten that is %s, also out of an upload that never left",
    async (_, id) => {
      for (const isQueued of [false, true]) {
        const setting = await sharingSetting();
        const { records } = setting.platform;
        await live(setting, MANY);
        if (isQueued) {
          setting.server.statuses.push("down");
          await setting.share.share();
          const { attemptedAtMs: _, ...waiting } = (await records.getAll("outbox"))[0];
          expect(waiting.sealed).not.toBeNull();
          await records.write([{ type: "put", kind: "outbox", record: waiting }]);
        }
        await setting.person.forget({ eventIds: [id] });
        expect((await records.get("sharing", "sharing"))!.sealed).toBeNull();
        const logged = await setting.person.logged();
        await expectToShare(setting, stepOf(logged)!);
      }
    },
  );

  test("is not all: a page that stays tells nothing of what is forgotten too late either", async () => {
    const setting = await sharingSetting();
    const { person, share } = setting;
    await setting.learn();
    // The page is touched again and again, so that it stays; those after it go.
    for (let lesson = 0; lesson < MANY; lesson++) {
      await person.show(ranking(`x${lesson}`));
      await person.learn([{ ...seen("r0", "c"), eventId: `again ${lesson}` }]);
    }
    expect(await share.preview()).not.toBeNull();
    expect(await person.forget({ eventIds: ["r0/a"] })).toMatchObject({ events: 0, tooOld: 1 });
    expect(await share.preview()).toBeNull();
    expect((await share.share()).outcome).toBe("nothing-to-share");
  });

  test("is forgotten with a change of model, and so is what waits", async () => {
    const setting = await sharingSetting();
    const { records } = setting.platform;
    await live(setting, MANY);
    setting.server.statuses.push("down");
    await setting.share.share();
    await live(setting, 3);
    await setting.person.show(ranking("other", "m2"));
    expect(await records.keys("outbox")).toEqual([]);
    expect(await setting.share.preview()).toBeNull();
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    expect((await setting.share.report()).sent.atMs).toHaveLength(1);
    await setting.person.learn([seen("other", "c"), click("other", "b")]);
    await expectToShare(setting, stepOf(await setting.person.logged())!);
  });

  test("has pages that stay scored by the newest head still, whose heads of before are no longer in the log", async () => {
    const setting = await sharingSetting();
    const { person, platform } = setting;
    await setting.learn();
    const weights = Float32Array.from({ length: FEATURE_COUNT }, (_, at) => Math.sin(at));
    await person.takeRelease(releaseOf(7), { version: 7, weights });
    const before = await setting.share.preview();
    // The first page is touched again and again, so that it stays; those after it go.
    for (let lesson = 0; lesson < MANY; lesson++) {
      await person.show(ranking(`x${lesson}`));
      await person.learn([{ ...seen("r0", "c"), eventId: `again ${lesson}` }]);
    }
    const { memory, entries } = await person.logged();
    expect(memory.shown[0].rankingId).toBe("r0");
    expect(entries.some((entry) => entry.type === "rebased")).toBe(false);
    expect((await platform.records.get("sharing", "sharing"))!.shifts[0].rankingId).toBe("r0");
    expect((await setting.share.preview())!.normBeforeClip).toBeCloseTo(before!.normBeforeClip, 6);
  });
});

describe("a choice", () => {
  test("counts in one upload; what is chosen later on the same page in the next", async () => {
    const setting = await sharingSetting();
    const { share, person, platform } = setting;
    await setting.learn();
    await share.share();
    expect(await share.preview()).toBeNull();
    const { told } = (await platform.records.get("sharing", "sharing"))!;
    expect(told.map(({ rankingId, liked }) => [rankingId, [...liked].map(Math.sign)])).toEqual([
      ["r0", [1, 0, 0]],
    ]);
    await person.learn([{ ...click("r0", "c", "later"), atMs: 200_000 }]);
    const after = await person.logged();
    const liked = new Map([["r0", told[0].liked]]);
    const step = stepOf(after, { before: { told: liked, shifts: new Map() } })!;
    expect(Math.hypot(...step)).toBeGreaterThan(0.01);
    expect(Math.hypot(...step)).not.toBeCloseTo(Math.hypot(...stepOf(after)!), 3);
    await expectToShare(setting, step);
  });
});
