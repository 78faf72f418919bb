import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { buildServer } from "./built-server-fixture.ts";
import { deltaFile, postDelta, temporaryFolder } from "./server-fixture.ts";

const server = await buildServer();
afterAll(() => server.remove());

async function outcomeOf(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (bytes) => (text += String(bytes)));
  const [code] = (await once(child, "close")) as [number | null]; // as node documents the event
  return { code, text };
}

const fileOfZero = deltaFile(
  Array.from({ length: FEATURE_COUNT }, () => 0.01),
  { layout: FEATURE_LAYOUT },
);

describe("server", () => {
  test(
    "copies its database while it runs, ends with 0 on SIGTERM, and is put back without going back",
    {
      timeout: 30_000,
    },
    async () => {
      const environment = { DATA_DIR: temporaryFolder(), COHORT: "1", NOISE_MULTIPLIER: "0.01" };
      const copy = join(temporaryFolder(), "copy");
      const run = async (...command: string[]): Promise<string> =>
        (await outcomeOf(server.run(command, environment))).text;
      const child = await server.startChild(environment);
      expect(await run("backup", copy)).toContain("Copied to");
      await postDelta(child.port, fileOfZero);
      child.process.kill("SIGTERM");
      expect((await outcomeOf(child.process)).code).toBe(0);
      expect(await run("restore", copy)).toMatch(/that was there is .*: 1 rounds are charged to the ledger/);
    },
  );

  test("tells its environment when asked for --help", async () => {
    const { code, text } = await outcomeOf(server.run(["--help"], {}));
    expect(code).toBe(0);
    for (const name of [
      "PORT",
      "METRICS_PORT",
      "DATA_DIR",
      "DATABASE_URL",
      "COHORT",
      "promote",
      "restore",
      "tokens create",
      "keys sign",
    ])
      expect(text).toContain(name);
  });

  test(
    "says with each start who may send reports, and runs commands on its database and its keys",
    { timeout: 30_000 },
    async () => {
      const environment = { DATA_DIR: temporaryFolder() };
      const run = async (...words: string[]): Promise<string> => {
        const { code, text } = await outcomeOf(server.run(words, environment));
        return `${code} ${text}`;
      };
      expect(await run("keys", "list")).toMatch(/^0 The root key is kept elsewhere\nThere is no key list/);
      expect(readdirSync(environment.DATA_DIR)).toEqual([]);
      const start = async (): Promise<string> => {
        const child = server.run([], { PORT: "0", ...environment });
        const said = outcomeOf(child);
        let text = "";
        child.stdout?.on("data", (bytes) => {
          text += String(bytes);
          if (text.includes("reports")) child.kill("SIGTERM");
        });
        return (await said).text;
      };
      expect(await start()).toContain("Open: there is no site, so everybody may send reports");
      expect(await run("tokens", "create", "shop", "--origin", "https://shop.example")).toMatch(
        /^0 .*"site-/,
      );
      expect(await start()).toContain('Takes reports with a token of "shop"');
    },
  );

  test.each([
    [{ PORT: "eighty" }, 'PORT must be a port from 0 to 65535: got "eighty"'],
    [{ DATABASE_URL: "postgres://ann:secret@127.0.0.1:1/x" }, /at "127.0.0.1:1": (?!.*secret)/],
    [{ COHORT: "many" }, 'COHORT must be a number: got "many"'],
    [{ DATA_DIR: "/dev/null/x" }, 'Cannot open the store in "/dev/null/x"'],
  ])("refuses %o with a message and exit code 1", async (environment, message) => {
    const { code, text } = await outcomeOf(server.run([], environment));
    expect(code).toBe(1);
    expect(text).toMatch(message);
  });
});
