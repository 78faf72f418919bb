import { describe, expect, test } from "vitest";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { DAY_MS, put } from "../sync/release-server.test-helper.ts";
import { expectRefused, LATER_MS, pullingDevice } from "./pull-release-fixtures.test-helper.ts";

describe("a device whose clock is wrong", () => {
  test.each([
    ["ten years ahead", 3_650 * DAY_MS],
    ["two years ahead", 730 * DAY_MS],
  ])(
    "by %s keeps its head and what it learned, says so, and is not locked out when the clock is right again",
    async (_, aheadMs) => {
      const used = await pullingDevice();
      const { person, clock, server, pull } = used;
      const { personal } = await person.heads(null);
      await server.release({ manifest: { version: 3, issuedAtMs: LATER_MS }, list: { version: 3 } });
      clock.nowMs = LATER_MS + aheadMs;
      for (let page = 0; page < 3; page++) await expectRefused(used, "by this device's clock");
      expect((await person.heads(null)).personal).toEqual(personal);
      clock.nowMs = LATER_MS;
      await pull();
      expect((await person.heads(null)).global.version).toBe(3);
    },
  );

  test("by ten years behind takes what is signed all the same, and the next one when the clock is right", async () => {
    const used = await pullingDevice();
    const { person, clock, server, pull } = used;
    clock.nowMs = LATER_MS - 3_650 * DAY_MS;
    await server.release({ manifest: { version: 3, issuedAtMs: LATER_MS }, list: { version: 3 } });
    await pull();
    clock.nowMs = LATER_MS;
    await server.release({ manifest: { version: 4, issuedAtMs: LATER_MS }, list: { version: 3 } });
    await pull();
    expect(used.warnings).toEqual([]);
    expect((await person.heads(null)).global.version).toBe(4);
  });
});

describe("a canary", () => {
  test("is tried by a device that drew low, once and for all, until it is released or taken back", async () => {
    const used = await pullingDevice();
    const { person, server, pull } = used;
    const weights = new Float32Array(FEATURE_COUNT).fill(5);
    const head = { version: 3, ...(await put(server, { version: 3, layout: FEATURE_LAYOUT, weights })) };
    const offer = (share: number | null, issuedAtMs: number): Promise<unknown> => {
      const canary = share === null ? null : { share, head };
      return server.release({ manifest: { version: 2, issuedAtMs, canary }, list: { version: 2 } });
    };
    const versionAfter = async (): Promise<number> => {
      await pull();
      const { global, personal } = await person.heads(null);
      expect(personal.headVersion).toBe(global.version);
      return global.version;
    };
    const drawOf = async (): Promise<number> =>
      ((await used.everything()) as { key: string; canaryDraw: number }[][])
        .flat()
        .find(({ key }) => key === "release")!.canaryDraw;
    const draw = await drawOf();
    await offer(draw * 0.99, LATER_MS);
    expect(await versionAfter()).toBe(2);
    await offer(draw * 1.01, LATER_MS + 1);
    expect(await versionAfter()).toBe(3);
    expect(await drawOf()).toBe(draw);
    await offer(null, LATER_MS + 2);
    expect(await versionAfter()).toBe(2);
    await offer(1, LATER_MS + 3);
    expect(await versionAfter()).toBe(3);
    const requests = server.requests.length;
    const released = { version: 3, issuedAtMs: LATER_MS + 4, head: { hash: head.hash, bytes: head.bytes } };
    await server.release({ manifest: released, list: { version: 2 } });
    expect(await versionAfter()).toBe(3);
    expect(server.requests).toHaveLength(requests + 1); // the manifest: the head was there already
    expect(used.warnings).toEqual([]);
  });
});
