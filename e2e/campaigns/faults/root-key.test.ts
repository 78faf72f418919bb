import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { buildServer } from "../../../src/server/built-server-fixture.ts";
import { readKeyFile } from "../../../src/server/key-files.ts";
import { temporaryFolder } from "../../../src/server/server-fixture.ts";
import { blocksOf, runDocumented } from "./documented-commands.ts";
import { endNode, ROUNDS } from "./fault-nodes.ts";
import { releaseBrowser } from "./release-browser.ts";

const TIMEOUT_MS = 60_000;
/** A running server looks at its keys again. */
const IN_FORCE_MS = 10_000;
const LOOK_AGAIN_MS = 50;
const REQUEST = "key-list-request.json";

const server = await buildServer();
afterAll(() => server.remove());

test(
  "a root key made elsewhere, and then another one, as docs/server.md says: neither comes to the server",
  async () => {
    const [first, another] = blocksOf("docs/server.md", "Keys").filter((block) =>
      block.includes("keys sign"),
    );
    const [here, there] = [temporaryFolder(), temporaryFolder()];
    const environment = { ...ROUNDS, DATA_DIR: join(here, "data") };
    const keys = join(here, "data/keys");
    mkdirSync(join(there, "none"));
    /** Runs each line where its comment says, and carries files to and fro as a person does. */
    const follow = (block: string): void => {
      for (const line of block.trim().split("\n")) {
        const isThere = /# there|--out/.test(line);
        if (line.includes("keys sign")) copyFileSync(join(keys, REQUEST), join(there, REQUEST));
        const [, answer] = /keys install (\S+)/.exec(line) ?? [];
        if (answer !== undefined) copyFileSync(join(there, answer), join(here, answer));
        const place = isThere
          ? { cwd: there, environment: { DATA_DIR: join(there, "none") } }
          : { cwd: here, environment };
        runDocumented(line, { server, ...place });
      }
    };
    const publicOf = (file: string): string => readKeyFile(join(there, file)).publicText;

    follow(first);
    const node = await server.startChild(environment);
    /** What becomes of the present answer in a browser that comes for the first time, whose page names these roots. */
    const visit = async (...files: readonly string[]): Promise<string> =>
      (await releaseBrowser(files.map(publicOf).join(" ")).pull(`http://127.0.0.1:${node.port}/v1`)).outcome;
    const visitAll = (): Promise<string[]> =>
      Promise.all([
        visit("root-key.json"),
        visit("next-root-key.json"),
        visit("root-key.json", "next-root-key.json"),
      ]);
    expect(await visit("root-key.json")).toBe("taken");

    follow(another);
    const untilTaken = async (file: string): Promise<void> => {
      const lastMs = performance.now() + IN_FORCE_MS;
      while ((await visit(file)) !== "taken" && performance.now() < lastMs) await pause(LOOK_AGAIN_MS);
    };
    await untilTaken("next-root-key.json");
    expect(await visitAll()).toEqual(["taken", "taken", "taken"]);

    // From now on the new one signs alone, as the three lines of every later change say.
    const later = first.replace(/^.*keys root.*\n/, "").replaceAll("root-key.json", "next-root-key.json");
    follow(later.replaceAll(" list.json", " alone.json"));
    const lastMs = performance.now() + IN_FORCE_MS;
    while ((await visit("root-key.json")) === "taken" && performance.now() < lastMs)
      await pause(LOOK_AGAIN_MS);
    expect(await visitAll()).toEqual(["refused", "taken", "taken"]);
    expect(readdirSync(keys).filter((name) => name.includes("root"))).toEqual([]);
    expect(existsSync(join(there, "none/keys"))).toBe(false);
    await endNode(node);
  },
  TIMEOUT_MS,
);
