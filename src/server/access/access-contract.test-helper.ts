import { describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { SESSION_IDLE_MS } from "./admin-sessions.ts";
import { DAY_MS } from "../day-ms.ts";

/**
 * What every database must do for access.
 *
 * @param openTwo Gives two stores on one new database, as two nodes have it.
 */
export function accessContract(openTwo: (nowMs: () => number) => Promise<readonly [Store, Store]>): void {
  describe("access", () => {
    test("knows the admins and their sessions on every node, until they end", async () => {
      let now = 5;
      const [{ access: one }, { access: other }] = await openTwo(() => now);
      await one.admins.add({ name: "eve", role: "viewer", passwordHash: "a hash" });
      await expect(other.admins.add({ name: "eve", role: "owner", passwordHash: "b" })).rejects.toThrow(
        'Cannot add the admin "eve" as there is one of that name',
      );
      expect(await other.admins.list()).toEqual([{ name: "eve", role: "viewer", createdAtMs: 5 }]);
      expect(await other.admins.passwordHashOf("eve")).toBe("a hash");
      expect(await other.admins.passwordHashOf("bob")).toBeNull();
      const token = await one.sessions.open("eve");
      const second = await one.sessions.open("eve");
      expect(await other.sessions.find(token)).toEqual({ name: "eve", role: "viewer" });
      expect(await other.sessions.find(`${token}x`)).toBeNull();
      await other.sessions.close(token);
      expect(await one.sessions.find(token)).toBeNull();
      now += SESSION_IDLE_MS - 1;
      expect(await one.sessions.find(second)).toEqual({ name: "eve", role: "viewer" });
      now += SESSION_IDLE_MS - 1;
      expect(await other.sessions.find(second)).toEqual({ name: "eve", role: "viewer" });
      await other.admins.remove("eve");
      await expect(one.admins.remove("eve")).rejects.toThrow("there is none of that name");
      expect(await one.sessions.find(second)).toBeNull();
    });

    test("knows the sites and their tokens on every node, and adds what each has counted", async () => {
      let now = 20_000.5 * DAY_MS;
      const [{ access: one }, { access: other }] = await openTwo(() => now);
      const origins = ["https://shop.example", "https://m.shop.example"];
      const token = await one.sites.create({ name: "shop", origins, dailyQuota: 500 });
      await expect(other.sites.create({ name: "shop", origins, dailyQuota: 1 })).rejects.toThrow(
        "one of that name",
      );
      const report = { token, origin: origins[1] };
      for (const { door } of [one, other, one]) await door.enter(report);
      await one.door.settle();
      await other.door.settle();
      expect(await other.sites.list()).toEqual([
        {
          name: "shop",
          origins,
          dailyQuota: 500,
          setApart: new Map(),
          createdAtMs: now,
          reports: 3,
          byOrigin: new Map([
            [origins[0], { reports: 0, dailyQuota: 250 }],
            [origins[1], { reports: 3, dailyQuota: 250 }],
          ]),
          tokens: [{ createdAtMs: now, endsAtMs: null }],
        },
      ]);
      now += 5;
      const next = await other.sites.rotate("shop", 2_000);
      expect((await one.sites.list())[0].tokens).toEqual([
        { createdAtMs: now, endsAtMs: null },
        { createdAtMs: now - 5, endsAtMs: now + 2_000 },
      ]);
      await other.sites.change("shop", { origins: ["https://new.example"], dailyQuota: 3 });
      now += 1_000;
      await expect(one.door.enter(report)).rejects.toThrow('of the site "shop"');
      const again = { token: next, origin: "https://new.example" };
      await expect(one.door.enter(again)).rejects.toThrow("may send 3 reports a day");
      now += 0.5 * DAY_MS;
      await one.door.enter(again);
      await expect(one.door.enter({ ...again, token })).rejects.toThrow("too old or revoked");
      expect(await other.sites.revoke("shop")).toBe(2);
      now += 1_000;
      await expect(one.door.enter(again)).rejects.toThrow("too old or revoked");
      await expect(one.sites.revoke("nobody")).rejects.toThrow('There is no site "nobody"');
    });

    test("gives each origin of a site its part of the quota, whatever the others send, on every node", async () => {
      let now = 20_000.5 * DAY_MS;
      const [{ access: one }, { access: other }] = await openTwo(() => now);
      const [shop, mobile, staging] = ["https://shop.example", "https://m.example", "https://t.example"];
      const origins = [shop, mobile, staging];
      const setApart = new Map([[staging, 2]]);
      const token = await one.sites.create({ name: "shop", origins, dailyQuota: 11, setApart });
      const enter = ({ door }: Store["access"], origin: string): Promise<string> =>
        door.enter({ token, origin }).then(
          () => "in",
          (error: unknown) => String(error),
        );
      const full = (origin: string, quota: number): string =>
        `AccessError: Pages of ${origin} may send ${quota} of the reports that the site "shop" may send a day, and have: send again tomorrow`;
      // Each report is more than a hundredth of so small a quota: nodes hear of one another before the next one.
      for (const node of [one, other, one, other]) expect(await enter(node, shop)).toBe("in");
      for (const node of [one, other]) await node.door.settle();
      now += 1_000;
      for (const node of [one, other]) expect(await enter(node, shop)).toBe(full(shop, 4));
      for (const node of [other, one]) expect(await enter(node, staging)).toBe("in");
      for (const node of [one, other]) await node.door.settle();
      now += 1_000;
      for (const node of [one, other]) expect(await enter(node, staging)).toBe(full(staging, 2));
      for (let report = 0; report < 4; report++) expect(await enter(other, mobile)).toBe("in");
      expect(await enter(other, mobile)).toBe(full(mobile, 4));
      await other.door.settle();
      expect((await one.sites.list())[0]).toMatchObject({
        reports: 10,
        setApart,
        byOrigin: new Map([
          [shop, { reports: 4, dailyQuota: 4 }],
          [mobile, { reports: 4, dailyQuota: 4 }],
          [staging, { reports: 2, dailyQuota: 2 }],
        ]),
      });
      // More for all: what was set apart stays.
      await other.sites.change("shop", { dailyQuota: 13 });
      now += 1_000;
      expect([await enter(one, staging), await enter(one, shop)]).toEqual([full(staging, 2), "in"]);
      await expect(one.sites.change("shop", { dailyQuota: 3 })).rejects.toThrow("give it 4 or more");
      await one.sites.change("shop", { origins: [shop] });
      now += 1_000;
      expect([await enter(other, staging), await enter(other, shop)]).toEqual([
        expect.stringContaining('"Origin" must be one of the site'),
        "in",
      ]);
      now += 0.5 * DAY_MS;
      expect(await enter(other, shop)).toBe("in");
      expect((await one.sites.list())[0].byOrigin).toEqual(new Map([[shop, { reports: 0, dailyQuota: 13 }]]));
    });

    test("counts failures to sign in once for all nodes, and forgets them", async () => {
      let now = 5;
      const [{ access: one }, { access: other }] = await openTwo(() => now);
      const waits = [];
      for (const { attempts } of [one, other, one, other, one, other, one])
        waits.push(await attempts.begin("eve"));
      expect(waits).toEqual([0, 0, 0, 0, 0, 1_000, 1_000]);
      const passed = await Promise.all([one, other].map(({ attempts }) => attempts.begin("bob")));
      expect(passed).toContain(0);
      await other.attempts.succeed("eve");
      expect(await one.attempts.begin("eve")).toBe(0);
      for (let attempt = 0; attempt < 4; attempt++) await one.attempts.begin("eve");
      expect(await one.attempts.begin("eve")).toBe(1_000);
      now += 2 * 60 * 60_000;
      expect(await other.attempts.begin("eve")).toBe(0);
      expect(await other.attempts.begin("eve")).toBe(0);
    });
  });
}
