import { describe, expect, onTestFinished, test } from "vitest";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import { createAccessTables } from "./access-tables.ts";
import { runTokenCommand, TOKEN_COMMANDS_HELP } from "./token-commands.ts";

async function open(): Promise<{ run: (line: string) => Promise<string>; clock: { nowMs: number } }> {
  const clock = { nowMs: Date.UTC(2026, 1, 3, 4, 5) };
  const database = openLibsqlDatabase(":memory:");
  onTestFinished(() => database.close());
  await migrate(database);
  const access = createAccessTables(database, () => clock.nowMs);
  return { run: (line) => runTokenCommand(line.split(" "), access), clock };
}

const CREATE = "create shop --origin https://shop.example --origin http://localhost:3000 --quota 500";

describe("runTokenCommand", () => {
  test("creates, lists, changes, rotates and revokes, and says a token once", async () => {
    const { run, clock } = await open();
    expect(await run("list")).toContain("There is no site: everybody may send reports");
    const created = await run(CREATE);
    const [, token] = /data-sync-token="(site-[\w-]{43})"\n$/.exec(created) ?? [];
    expect(token).toBeDefined();
    expect(await run("list")).toBe(
      "shop  0 of 500 reports today  https://shop.example http://localhost:3000\n    0 of 250 of https://shop.example\n    0 of 250 of http://localhost:3000\n    token of 2026-02-03 04:05\n",
    );
    expect(await run("change shop --quota 7 --origin https://m.shop.example")).toContain("is changed");
    clock.nowMs += 60_000;
    const rotated = await run("rotate shop --grace-hours 2");
    expect(rotated).toContain("valid for 2 hours more");
    expect(rotated).not.toContain(token);
    expect(await run("list")).toBe(
      "shop  0 of 7 reports today  https://m.shop.example\n    token of 2026-02-03 04:06\n    token of 2026-02-03 04:05, valid until 2026-02-03 06:06\n",
    );
    expect(await run("revoke shop")).toContain('2 tokens of the site "shop" are revoked');
    expect(await run("list")).toContain("no token: its pages may send nothing");
    expect(await run("rotate shop")).toContain("valid for 168 hours more");
    expect(await run("create other --origin https://other.example")).toContain("site-");
    expect(await run("list")).toContain("other  0 of 10000 reports today");
  });

  test("sets parts of the quota apart for origins, until there are others", async () => {
    const { run } = await open();
    await run(
      "create shop --origin https://a.example --origin https://b.example=20 --origin https://c.example",
    );
    const parts = (text: string): string[] => [...text.matchAll(/0 of \d+ of \S+/g)].map(([part]) => part);
    expect(parts(await run("list"))).toEqual([
      "0 of 4990 of https://a.example",
      "0 of 20 of https://b.example",
      "0 of 4990 of https://c.example",
    ]);
    await run("change shop --quota 23");
    expect(parts(await run("list"))).toEqual([
      "0 of 1 of https://a.example",
      "0 of 20 of https://b.example",
      "0 of 1 of https://c.example",
    ]);
    await run("change shop --origin https://b.example --origin https://c.example=5");
    expect(parts(await run("list"))).toEqual(["0 of 18 of https://b.example", "0 of 5 of https://c.example"]);
  });

  test.each([
    ["create shop", "add --origin https://"],
    ["create --origin https://shop.example", 'got ""'],
    ["create a/b --origin https://shop.example", 'got "a/b"'],
    ["create new --origin shop.example", "such as https://shop.example"],
    ["create new --origin https://shop.example/", "such as https://shop.example"],
    ["create new --origin https://Shop.example:443/basket", "such as https://shop.example"],
    ["create new --origin null", "must be an origin"],
    ["create new --origin *", "must be an origin"],
    ["create new --origin ftp://shop.example", "must be an origin"],
    ["create new --origin https://shop.example --quota 0", "a whole number from 1"],
    ["create new --origin https://shop.example --quota many", "a whole number from 1"],
    ["create new --origin https://shop.example --grace-hours 1", 'with "--grace-hours"'],
    ["create new --orign https://shop.example", "--orign"],
    ["create new --origin https://shop.example=0", "a whole number from 1"],
    ["create new --origin https://shop.example=", "a whole number from 1"],
    ["create new --origin https://shop.example=1=2", "a whole number from 1"],
    ["create new --origin https://a.example --origin https://a.example", "twice"],
    ["create new --origin https://a.example=9 --origin https://b.example --quota 9", "give it 10 or more"],
    ["change shop --quota 1", "give it 2 or more"],
    ["change shop --origin https://a.example=501", "give it 501 or more"],
    [CREATE, "there is one of that name"],
    ["change shop", "without --origin or --quota"],
    ["change nobody --quota 3", 'There is no site "nobody"'],
    ["rotate nobody", 'There is no site "nobody"'],
    ["rotate shop --grace-hours -1", "--grace-hours"],
    ["rotate shop --grace-hours 9000", "from 0 to 8760"],
    ["revoke nobody", 'There is no site "nobody"'],
    ["revoke shop now", 'with "now"'],
    ["list shop other", 'with "other"'],
    ["toString", 'no command "tokens toString"'],
    ["", 'no command "tokens "'],
  ])('refuses "%s", and leaves the sites as they are', async (line, message) => {
    const { run } = await open();
    await run(CREATE);
    const before = await run("list");
    await expect(run(line)).rejects.toThrow(message);
    expect(await run("list")).toBe(before);
  });

  test("says each of its commands and options in its help", () => {
    for (const word of [
      "create NAME --origin",
      "list",
      "change NAME",
      "rotate NAME",
      "revoke NAME",
      "--quota",
      "--grace-hours",
    ])
      expect(TOKEN_COMMANDS_HELP).toContain(word);
  });
});
