import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import { createSiteDoor } from "./site-door.ts";
import type { SiteDoor } from "./site-door.ts";
import { DAY_MS } from "../day-ms.ts";
import { createSiteTable } from "./site-table.ts";
import type { SiteTable } from "./site-table.ts";

const ORIGIN = "https://shop.example";
const NOON_MS = 20_000.5 * DAY_MS;

interface Place {
  readonly clock: { nowMs: number };
  readonly database: SqlDatabase;
  readonly sites: SiteTable;
  readonly newDoor: () => SiteDoor;
  readonly asked: () => number;
}

async function open(): Promise<Place> {
  const clock = { nowMs: NOON_MS };
  const database = openLibsqlDatabase(":memory:");
  await migrate(database);
  const nowMs = (): number => clock.nowMs;
  const sites = createSiteTable(database, nowMs);
  let asked = 0;
  const settle: SiteTable["settle"] = (day, reports) => {
    asked++;
    return sites.settle(day, reports);
  };
  return { clock, database, sites, newDoor: () => createSiteDoor({ settle }, nowMs), asked: () => asked };
}

/** What came of it: "in", or why not. */
const enter = (
  door: SiteDoor,
  token: string | undefined,
  origin: string | undefined = ORIGIN,
): Promise<string> =>
  door.enter({ token, origin }).then(
    () => "in",
    (error: unknown) => (error as { reason: string }).reason,
  );

describe("createSiteDoor", () => {
  test("lets everybody in until there is a site, then those with its token and its origin", async () => {
    const { clock, sites, newDoor } = await open();
    const door = newDoor();
    expect(await enter(door, undefined)).toBe("in");
    expect(await door.hasOrigin("https://other.example")).toBeNull();
    const token = await sites.create({
      name: "a",
      origins: [ORIGIN, "https://m.shop.example"],
      dailyQuota: 10,
    });
    const other = await sites.create({ name: "b", origins: ["https://b.example"], dailyQuota: 10 });
    clock.nowMs += 1_000;
    expect(await enter(door, token)).toBe("in");
    expect(await enter(door, token, "https://m.shop.example")).toBe("in");
    expect(await enter(door, other)).toBe("origin");
    expect(await enter(door, token, "https://shop.example.evil.example")).toBe("origin");
    await expect(door.enter({ token, origin: undefined })).rejects.toThrow('of the site "a": got none');
    expect(await enter(door, undefined)).toBe("token");
    expect(await enter(door, `${token}x`)).toBe("token");
    expect([await door.hasOrigin(ORIGIN), await door.hasOrigin("https://b.example")]).toEqual([true, true]);
    expect([await door.hasOrigin(undefined), await door.hasOrigin("null")]).toEqual([false, false]);
  });

  test("takes the old token for the time of grace, and a revoked one for no second more", async () => {
    const { clock, sites, newDoor } = await open();
    const door = newDoor();
    const first = await sites.create({ name: "a", origins: [ORIGIN], dailyQuota: 1_000 });
    const second = await sites.rotate("a", 60_000);
    expect([await enter(door, first), await enter(door, second)]).toEqual(["in", "in"]);
    clock.nowMs += 59_999;
    expect([await enter(door, first), await enter(door, second)]).toEqual(["in", "in"]);
    clock.nowMs += 1;
    expect([await enter(door, first), await enter(door, second)]).toEqual(["token", "in"]);
    await sites.revoke("a");
    clock.nowMs += 1_000;
    expect(await enter(door, second)).toBe("token");
    expect(await enter(door, await sites.rotate("a", 0))).toBe("token"); // not known yet
    expect(await door.hasOrigin(ORIGIN)).toBe(true);
  });

  test("counts to the quota exactly on one node, also of reports that come at once, and anew with the next day", async () => {
    const { clock, sites, newDoor } = await open();
    const token = await sites.create({ name: "a", origins: [ORIGIN], dailyQuota: 250 });
    const door = newDoor();
    const crowd = await Promise.all(Array.from({ length: 400 }, () => enter(door, token)));
    expect(crowd.filter((outcome) => outcome === "in")).toHaveLength(250);
    expect(new Set(crowd)).toEqual(new Set(["in", "quota"]));
    await expect(door.enter({ token, origin: ORIGIN })).rejects.toMatchObject({
      statusCode: 429,
      retryAfterSeconds: DAY_MS / 2_000,
      message: expect.stringContaining('The site "a" may send 250 reports a day'),
    });
    clock.nowMs += DAY_MS / 2;
    expect(await enter(door, token)).toBe("in");
    await door.settle();
    expect(await sites.list()).toMatchObject([{ name: "a", reports: 1 }]);
    await sites.change("a", { dailyQuota: 1 });
    clock.nowMs += 1_000;
    expect(await enter(door, token)).toBe("quota");
  });

  test("asks once a second, or for a hundredth of the quota, and not for each report", async () => {
    const { clock, sites, newDoor, asked } = await open();
    const token = await sites.create({ name: "a", origins: [ORIGIN], dailyQuota: 100_000 });
    const door = newDoor();
    for (let report = 0; report < 999; report++) await enter(door, token);
    expect(asked()).toBe(1);
    clock.nowMs += 1_000;
    for (let report = 0; report < 2_000; report++) await enter(door, token);
    expect(asked()).toBe(3);
    // An origin that may send little has its hundredths, too; and once it has sent all, nobody is asked for it.
    const little = "https://little.example";
    await sites.change("a", { origins: [ORIGIN, little], setApart: new Map([[little, 500]]) });
    clock.nowMs += 1_000;
    for (let report = 0; report < 600; report++) await enter(door, token, little);
    expect(asked()).toBe(3 + 1 + 500 / 5);
  });

  test("counts each origin's part exactly on one node, also of reports that come at once", async () => {
    const { clock, sites, newDoor } = await open();
    const other = "https://m.shop.example";
    const token = await sites.create({ name: "a", origins: [ORIGIN, other], dailyQuota: 601 });
    const door = newDoor();
    const crowd = await Promise.all(Array.from({ length: 800 }, () => enter(door, token)));
    expect(crowd.filter((outcome) => outcome === "in")).toHaveLength(300);
    await expect(door.enter({ token, origin: ORIGIN })).rejects.toMatchObject({
      statusCode: 429,
      retryAfterSeconds: DAY_MS / 2_000,
      message: expect.stringContaining(`Pages of ${ORIGIN} may send 300 of the reports`),
    });
    const others = await Promise.all(Array.from({ length: 400 }, () => enter(door, token, other)));
    expect(others.filter((outcome) => outcome === "in")).toHaveLength(300);
    clock.nowMs += DAY_MS / 2;
    expect(await enter(door, token)).toBe("in");
  });

  test("lets nobody in while the database cannot be read, and then counts what it had counted", async () => {
    const { clock, sites } = await open();
    const token = await sites.create({ name: "a", origins: [ORIGIN], dailyQuota: 1_000 });
    let isDown = false;
    const settle: SiteTable["settle"] = async (day, reports) => {
      if (isDown) throw new Error("The database is down");
      return sites.settle(day, reports);
    };
    const door = createSiteDoor({ settle }, () => clock.nowMs);
    expect(await enter(door, token)).toBe("in");
    isDown = true;
    clock.nowMs += 1_000;
    await expect(door.enter({ token, origin: ORIGIN })).rejects.toThrow("The database is down");
    isDown = false;
    expect(await enter(door, token)).toBe("in");
    await door.settle();
    expect(await sites.list()).toMatchObject([{ reports: 2 }]);
  });

  test("lets n nodes take at most (n - 1)/100 of a quota too many, of a site and of each origin, and counts all of it", async () => {
    const other = "https://m.shop.example";
    const moves = fc.array(
      fc.record({
        node: fc.nat(3),
        origin: fc.constantFrom(ORIGIN, ORIGIN, other),
        reports: fc.integer({ min: 1, max: 60 }),
        laterMs: fc.nat(600),
      }),
      { minLength: 20, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 700 }),
        fc.nat(300),
        moves,
        async (nodes, quota, apart, moves) => {
          const { clock, database, sites, newDoor } = await open();
          const origins = apart === 0 ? [ORIGIN] : [ORIGIN, other];
          const setApart = new Map(apart === 0 ? [] : [[other, apart]]);
          const token = await sites.create({ name: "a", origins, dailyQuota: quota + apart, setApart });
          const doors = Array.from({ length: nodes }, newDoor);
          const [taken, sent] = [new Map<string, number>(), new Map<string, number>()];
          for (const { node, reports, laterMs, ...move } of moves) {
            const origin = apart === 0 ? ORIGIN : move.origin;
            const door = doors[node % nodes];
            const crowd = Array.from({ length: reports }, () => enter(door, token, origin));
            const entered = (await Promise.all(crowd)).filter((outcome) => outcome === "in").length;
            taken.set(origin, (taken.get(origin) ?? 0) + entered);
            sent.set(origin, (sent.get(origin) ?? 0) + reports);
            clock.nowMs += laterMs;
          }
          const tooMany = (most: number): number => (nodes - 1) * Math.ceil(most / 100);
          const total = [...taken.values()].reduce((sum, reports) => sum + reports, 0);
          expect(total).toBeLessThanOrEqual(quota + apart + tooMany(quota + apart));
          for (const [origin, most] of [
            [ORIGIN, quota],
            [other, apart],
          ] as const) {
            const ofOrigin = taken.get(origin) ?? 0;
            expect(ofOrigin).toBeLessThanOrEqual(most + tooMany(most));
            // What others had too many of may be lacking here, as the site's quota is for all.
            const lacking = tooMany(quota + apart - most);
            expect(ofOrigin).toBeGreaterThanOrEqual(Math.min(sent.get(origin) ?? 0, most - lacking));
          }
          for (const door of doors) await door.settle();
          expect(await sites.list()).toMatchObject([{ reports: total }]);
          await database.close();
        },
      ),
      { numRuns: 12 },
    );
  });
});
