import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import { createAccessTables } from "./access-tables.ts";
import type { AccessTables } from "./access-tables.ts";
import { ADMIN_COMMANDS_HELP, runAdminCommand } from "./admin-commands.ts";
import { isPasswordOf } from "./password-hash.ts";
import { readSecret } from "./read-secret.ts";

const PASSWORD = "correct horse battery";

async function open(): Promise<{
  access: AccessTables;
  run: (line: string, password?: string) => Promise<string>;
}> {
  const database = openLibsqlDatabase(":memory:");
  onTestFinished(() => database.close());
  await migrate(database);
  const access = createAccessTables(database, () => Date.UTC(2026, 1, 3));
  const cost = { log2Cost: 4, parallelization: 1 };
  const run = (line: string, password = PASSWORD): Promise<string> =>
    runAdminCommand(line.split(" "), { access, readPassword: async () => password, cost });
  return { access, run };
}

describe("runAdminCommand", () => {
  test("adds, lists and removes admins, and keeps no password", async () => {
    const { access, run } = await open();
    expect(await run("list")).toContain("There is no admin");
    expect(await run("add eve@shop.example --role reviewer")).toBe(
      '"eve@shop.example" may sign in, as reviewer\n',
    );
    await run("add bob --role owner", "another password");
    expect(await run("list")).toMatch(
      /^bob +owner +since 2026-02-03\neve@shop.example +reviewer +since 2026-02-03\n$/,
    );
    const stored = await access.admins.passwordHashOf("eve@shop.example");
    expect(stored).toMatch(/^scrypt\$4\$1\$/);
    expect(await isPasswordOf(stored ?? "", PASSWORD)).toBe(true);
    expect(await isPasswordOf(stored ?? "", `${PASSWORD} `)).toBe(false);
    expect(await run("remove bob")).toContain('"bob" may not sign in any more');
    expect(await run("list")).not.toContain("bob");
  });

  test.each([
    ["add eve --role admin", '--role must be one of viewer, reviewer, owner: got "admin"'],
    ["add eve", '--role must be one of viewer, reviewer, owner: got ""'],
    ["add --role owner", "the name must be 1 to 64 letters"],
    ["add a/b --role owner", 'got "a/b"'],
    ["add eve bob --role owner", 'with "bob"'],
    ["add eve --rule owner", "--rule"],
    ["remove eve", "there is none of that name"],
    ["remove", 'got ""'],
    ["promote eve", 'There is no command "admins promote"'],
    ["", 'There is no command "admins "'],
  ])('refuses "%s"', async (line, message) => {
    const { run } = await open();
    await expect(run(line)).rejects.toThrow(message);
    expect(await run("list")).toContain("There is no admin");
  });

  test("refuses a short password, and a name twice", async () => {
    const { run } = await open();
    await expect(run("add eve --role viewer", "elevenchars")).rejects.toThrow("12 to 1024 characters");
    await run("add eve --role viewer");
    await expect(run("add eve --role owner")).rejects.toThrow("there is one of that name");
    expect(await run("list")).toContain("viewer");
  });

  test("says each of its commands in its help", () => {
    for (const command of ["add NAME --role ROLE", "list", "remove NAME"])
      expect(ADMIN_COMMANDS_HELP).toContain(`admins ${command}`);
  });
});

describe("readSecret", () => {
  test.each([
    ["first line\nsecond\n", "first line"],
    ["no end of line", "no end of line"],
    ["of Windows\r\n", "of Windows"],
    [" with spaces \n", " with spaces "],
    ["", ""],
  ])("reads the first line of %j", async (text, line) => {
    const input = new PassThrough();
    input.end(text);
    expect(await readSecret(input, { wanted: "", say: () => expect.unreachable() })).toBe(line);
  });
});

describe("isPasswordOf", () => {
  test("refuses a hash that is damaged, and takes one text in either form of Unicode", async () => {
    await expect(isPasswordOf("scrypt$4$1$short", "x")).rejects.toThrow("stored hash is damaged");
    const { access, run } = await open();
    await run("add eve --role owner", "grüne Gärten am See");
    const stored = (await access.admins.passwordHashOf("eve")) ?? "";
    expect(await isPasswordOf(stored, "grüne Gärten am See".normalize("NFD"))).toBe(true);
  });
});
