import { describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { SESSION_IDLE_MS } from "./admin-sessions.ts";

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
