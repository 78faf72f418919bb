import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandAt, startBuilt } from "./built-process.ts";

/** A demo shop with its sync server, running as a user would run it. */
export interface DemoServer {
  readonly url: string;
  /** What it printed as it started. */
  readonly said: string;
  /** Where its database and its keys are. */
  readonly dataDir: string;
  /** Runs a command of whoever looks after the server, as `npm run server -- …` does, and gives what it says. */
  command(...words: string[]): Promise<string>;
  /** Of the head that its sync server offers now. */
  headVersion(): Promise<number>;
  /** The end of this process does so too. */
  stop(): Promise<void>;
}

const ADDRESS = /http:\/\/localhost:\d+/;

/** Starts the built demo on any free port, with an empty database. */
export async function startDemo(args: readonly string[] = []): Promise<DemoServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "personal-rank-e2e-"));
  const remove = (): void => {
    process.off("exit", remove);
    rmSync(dataDir, { recursive: true, force: true }); // nothing of this database is needed again
  };
  process.once("exit", remove);
  const running = await startBuilt("demo", {
    args,
    environment: { PORT: "0", DATA_DIR: dataDir },
    last: ADDRESS,
  });
  const { said } = running;
  const [url] = ADDRESS.exec(said)!; // it has said so
  return {
    url,
    said,
    dataDir,
    command: (...words) => runCommandAt(dataDir, words),
    headVersion: async () => {
      const { manifest } = (await (await fetch(`${url}/v1/manifest`)).json()) as {
        manifest: { signed: string };
      };
      return (JSON.parse(manifest.signed) as { version: number }).version;
    },
    stop: async () => {
      await running.kill();
      remove();
    },
  };
}

/** What a page has to name to believe the sync server of a demo: it stands on the demo's own pages. */
export async function syncKeyAt(url: string): Promise<string> {
  const page = await (await fetch(url)).text();
  const key = page.match(/data-sync-key="([^"]+)"/)?.[1];
  if (key === undefined) throw new Error(`The pages at ${url} name no key of a sync server`);
  return key;
}
