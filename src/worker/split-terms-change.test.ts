import { describe, expect, test, vi } from "vitest";
import type { SignedManifest } from "../federation/manifest.ts";
import { encodeSplitTerms } from "../federation/split-terms.ts";
import { allSteps, expectSaid, sharingSetting } from "./sharing-fixtures.test-helper.ts";
import type { SharingSetting } from "./sharing-fixtures.test-helper.ts";
import {
  HELPER,
  LEADER,
  posts,
  SPLIT,
  textRanking,
  wholeStepOf,
} from "./split-sharing-fixtures.test-helper.ts";

vi.setConfig({ testTimeout: 30_000 });

describe("share, where two servers add up, of what waits, made by other terms,", () => {
  const OTHER = "another.example";
  const OTHER_SPLIT = {
    ...SPLIT,
    secureAggregation: encodeSplitTerms({ helper: `https://${OTHER}/v1`, coordinates: 1 }),
  };
  const paths = (setting: SharingSetting): string[] =>
    posts(setting).map(({ host, path }) => `${host}${path}`);

  /** One lesson, in an upload whose posts are answered so; then the server has other terms, which the next page takes. */
  async function waitingBy(
    terms: Partial<SignedManifest>,
    { statuses, next }: { statuses: (number | "down")[]; next: typeof terms },
  ): Promise<SharingSetting> {
    const setting = await sharingSetting({ manifest: terms }, textRanking);
    await setting.learn();
    setting.server.statuses.push(...statuses);
    expect((await setting.share.share()).outcome).toBe("queued");
    setting.clock.nowMs += 1_000;
    await setting.renew({ manifest: next });
    await setting.page().share.begin();
    return setting;
  }

  test.each([
    ["whole", {}, ["down"], SPLIT, [`${LEADER}/v1/deltas`]],
    [
      "for another second server",
      SPLIT,
      [202, "down"],
      OTHER_SPLIT,
      [`${HELPER}/v1/shares`, `${LEADER}/v1/shares`],
    ],
  ] as const)(
    "sends nothing, and tells it once, where a server may have counted it: %s",
    async (_, terms, statuses, next, gone) => {
      const setting = await waitingBy(terms, { statuses: [...statuses], next });
      expect(await setting.share.preview()).toBeNull();
      expect((await setting.share.share()).outcome).toBe("nothing-to-share");
      expect(paths(setting)).toEqual(gone);
      expect(await setting.platform.records.getAll("outbox")).toEqual([]);
      // Its bytes have left: they count still. What is done from now on goes by the new terms.
      expect((await setting.share.report()).sent.atMs).toHaveLength(1);
      const before = await wholeStepOf(setting);
      await setting.learn();
      const after = await wholeStepOf(setting);
      const preview = (await setting.share.preview())!;
      expect(preview.normBeforeClip).toBeCloseTo(
        Math.hypot(...after.map((value, at) => value - before[at])),
        5,
      );
      expect((await setting.share.share()).outcome).toBe("accepted");
      const { helper } = next.secureAggregation as unknown as { helper: string };
      expect(paths(setting)).toEqual([...gone, `${new URL(helper).host}/v1/shares`, `${LEADER}/v1/shares`]);
    },
  );

  test("sends nothing, and tells it anew at once, where the first server has surely not got it", async () => {
    const setting = await waitingBy(SPLIT, { statuses: [503], next: OTHER_SPLIT });
    const step = await wholeStepOf(setting);
    const preview = (await setting.share.preview())!;
    expect(preview.helper!.url).toBe(`https://${OTHER}/v1`);
    expect(preview.normBeforeClip).toBeCloseTo(Math.hypot(...step), 5);
    expect((await setting.share.share()).outcome).toBe("accepted");
    expect(paths(setting)).toEqual([`${HELPER}/v1/shares`, `${OTHER}/v1/shares`, `${LEADER}/v1/shares`]);
    expect((await setting.share.report()).sent.atMs).toHaveLength(2);
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
  });

  test("tells it anew at once where it never left, whole again too", async () => {
    const setting = await waitingBy(SPLIT, {
      statuses: ["down"],
      next: { deltaVersion: 2, secureAggregation: null },
    });
    const { records } = setting.platform;
    const [{ attemptedAtMs: _, ...record }] = await records.getAll("outbox");
    await records.write([{ type: "put", kind: "outbox", record }]);
    const step = await allSteps(setting);
    expect((await setting.share.share()).outcome).toBe("accepted");
    expect(paths(setting)).toEqual([`${HELPER}/v1/shares`, `${LEADER}/v1/deltas`]);
    expectSaid(setting.sent()[0].bytes, step);
  });
});
