import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SERVER = join(ROOT, "dist/server/server.js");
const START_TIMEOUT_MS = 60_000;

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

/** Starts the built demo on any free port, with an empty database. */
export async function startDemo(args: readonly string[] = []): Promise<DemoServer> {
  const script = join(ROOT, "dist/server/demo.js");
  if (!existsSync(script))
    throw new Error(`Cannot start the demo because "${script}" is missing: run npm run build`);
  const dataDir = mkdtempSync(join(tmpdir(), "personal-rank-e2e-"));
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0", DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = (): void => {
    process.off("exit", end);
    child.kill("SIGKILL"); // browsers keep connections open; nothing of this database is needed again
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once("exit", end);
  const said = await startOf(child);
  const url = addressIn(said)!; // it has said so
  return {
    url,
    said,
    dataDir,
    command: async (...words) => {
      const env = { ...process.env, DATA_DIR: dataDir };
      return (await promisify(execFile)(process.execPath, [SERVER, ...words], { cwd: ROOT, env })).stdout;
    },
    headVersion: async () => {
      const { manifest } = (await (await fetch(`${url}/v1/manifest`)).json()) as {
        manifest: { signed: string };
      };
      return (JSON.parse(manifest.signed) as { version: number }).version;
    },
    stop: async () => {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await exited;
      end();
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

function addressIn(said: string): string | undefined {
  return said.match(/http:\/\/localhost:\d+/)?.[0];
}

function startOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(
      () => reject(new Error(`The demo did not start in time; it said: ${output}`)),
      START_TIMEOUT_MS,
    );
    const onData = (chunk: Buffer): void => {
      output += chunk.toString();
      if (addressIn(output) === undefined) return;
      clearTimeout(timer);
      resolve(output);
    };
    child.stdout?.on("data", onData);
    child.stderr?.on("data", onData);
    child.once("exit", (code) => reject(new Error(`The demo ended with code ${code}; it said: ${output}`)));
  });
}
