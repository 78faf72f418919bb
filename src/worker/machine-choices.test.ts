import { describe, expect, test, vi } from "vitest";
import type { Change } from "../store/records.ts";
import type { SharingRecord } from "../store/sharing-records.ts";
import { LOG_BOUNDS } from "./seal-log.ts";
import { expectSaid, sharingSetting, stepOf, type SharingSetting } from "./sharing-fixtures.test-helper.ts";
import { click, ranking } from "./visitor-fixtures.test-helper.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

const isFlagged = async ({ person }: Pick<SharingSetting, "person">): Promise<boolean> =>
  (await person.memory()).guard.profile.isFlagged;

/** Shows pages, and chooses on each what was never in view, until that is taken for a machine. */
async function beMachine(setting: SharingSetting): Promise<void> {
  for (let page = 0; !(await isFlagged(setting)); page++) {
    await setting.person.show(ranking(`machine ${page}`));
    await setting.person.learn([click(`machine ${page}`, "a")]);
  }
}

/** Learns as people do until that is believed; how many lessons it took. */
async function bePerson(setting: SharingSetting): Promise<number> {
  let lessons = 0;
  for (; await isFlagged(setting); lessons++) await setting.learn();
  return lessons;
}

const sharingOf = async ({ platform }: SharingSetting): Promise<SharingRecord> =>
  (await platform.records.get("sharing", "sharing"))!;

describe("what was chosen by who is taken for a machine", () => {
  test("is never sent, also after they are taken for a person again, and what is chosen from then on is", async () => {
    const setting = await sharingSetting();
    await beMachine(setting);
    expect(await bePerson(setting)).toBeGreaterThan(1);
    expect(await setting.share.preview()).toBeNull();
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    await setting.learn();
    expect((await setting.share.share()).outcome).toBe("accepted");
    const logged = await setting.person.logged();
    const step = stepOf(logged, { only: [logged.memory.shown.at(-1)!.rankingId] })!;
    expectSaid(setting.sent()[0].bytes, step);
  });

  test("takes with it what was not sent before: the step of pages that are gone, and an upload that waits", async () => {
    const setting = await sharingSetting();
    const { records } = setting.platform;
    await setting.learn(LOG_BOUNDS.maxRankings + 1);
    setting.server.statuses.push("down");
    await setting.share.share();
    await setting.learn(LOG_BOUNDS.maxRankings + 1);
    expect((await sharingOf(setting)).sealed).not.toBeNull();
    await beMachine(setting);
    expect(await records.keys("outbox")).toEqual([]);
    expect(await sharingOf(setting)).toMatchObject({ sealed: null, sentAtMs: [setting.clock.nowMs] });
    await bePerson(setting);
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    expect(setting.sent()).toHaveLength(1);
  });

  test("is never sent where what made them a machine is forgotten, and is noted where the judgement changes alone", async () => {
    const setting = await sharingSetting();
    const { records } = setting.platform;
    await setting.learn();
    await beMachine(setting);
    const written: string[] = [];
    const own = { ...records };
    Object.assign(records, {
      write: (changes: readonly Change[]) => {
        written.push(...changes.map(({ kind }) => kind));
        return own.write(changes);
      },
    });
    await setting.learn();
    expect(await isFlagged(setting)).toBe(true);
    expect(written).toContain("memory");
    expect(written).not.toContain("sharing");
    const { entries } = await setting.person.logged();
    const machines = entries.flatMap((entry) =>
      entry.type === "did"
        ? entry.interactions.filter(({ rankingId }) => rankingId.startsWith("machine"))
        : [],
    );
    await setting.person.forget({ eventIds: machines.map(({ eventId }) => eventId) });
    expect(await isFlagged(setting)).toBe(false);
    expect(await setting.share.preview()).toBeNull();
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    await setting.learn();
    expect((await setting.share.share()).outcome).toBe("accepted");
  });

  test("is not kept by a sealing either, where the flag is of an older version, which noted nothing with it", async () => {
    const setting = await sharingSetting();
    const { records } = setting.platform;
    await setting.learn(3);
    const now = (await records.get("memory", "now"))!;
    const guard = { ...now.guard, profile: { ...now.guard.profile, isFlagged: true } };
    await records.write([{ type: "put", kind: "memory", record: { ...now, guard } }]);
    for (let page = 0; page < LOG_BOUNDS.maxRankings; page++)
      await setting.person.show(ranking(`unused ${page}`));
    expect((await setting.person.memory()).shown.some(({ rankingId }) => rankingId === "r0")).toBe(false);
    expect((await sharingOf(setting)).sealed).toBeNull();
  });
});
