import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SERVER = join(ROOT, "dist/server/server.js");
const START_TIMEOUT_MS = 60_000;

/** Two servers that see no delta, as two operators would start them; a round is one report. */
export interface SplitServers {
  /** Of their `/v1`. */
  readonly leaderUrl: string;
  readonly helperUrl: string;
  /** What pages name as `data-sync-key`. */
  readonly rootKey: string;
  /** Runs a command of whoever looks after the first one. */
  command(...words: string[]): Promise<string>;
  /** The second one's counts. */
  helperMetrics(): Promise<string>;
  /** The end of this process does so too. */
  stop(): void;
}

/** Starts the built server twice, on any free ports, with empty databases. */
export async function startSplitServers(): Promise<SplitServers> {
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-e2e-"));
  const children: ChildProcess[] = [];
  const stop = (): void => {
    process.off("exit", stop);
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", stop);
  const start = async (name: string, environment: Readonly<Record<string, string>>): Promise<string> => {
    // Little noise, so that a head of one report can be looked at.
    const rounds = { COHORT: "1", MIN_COHORT: "1", NOISE_MULTIPLIER: "0.01" };
    const secret = { SPLIT_SECRET: "one secret of two operators, in a journey" };
    const child = spawn(process.execPath, [SERVER], {
      env: { ...process.env, PORT: "0", DATA_DIR: join(folder, name), ...rounds, ...secret, ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    let said = "";
    const timeout = AbortSignal.timeout(START_TIMEOUT_MS);
    while (!said.includes("metrics on port")) {
      const [bytes] = (await once(child.stdout, "data", { signal: timeout })) as [Buffer]; // as node documents the event
      said += bytes.toString();
    }
    return said;
  };
  try {
    const helper = await start("helper", { SPLIT_ROLE: "helper" });
    const helperUrl = found(helper, /http:\/\/localhost:\d+\/v1/);
    const leader = await start("leader", { SPLIT_HELPER: helperUrl });
    const metricsPort = found(helper, /(?<=metrics on port )\d+/);
    return {
      leaderUrl: found(leader, /http:\/\/localhost:\d+\/v1/),
      helperUrl,
      rootKey: found(leader, /(?<=data-sync-key=")[^"]+/),
      command: async (...words) => {
        const env = { ...process.env, DATA_DIR: join(folder, "leader") };
        return (await promisify(execFile)(process.execPath, [SERVER, ...words], { env })).stdout;
      },
      helperMetrics: async () => (await fetch(`http://localhost:${metricsPort}/metrics`)).text(),
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}

function found(said: string, wanted: RegExp): string {
  const [text] = wanted.exec(said) ?? [];
  if (text === undefined) throw new Error(`The server did not say ${String(wanted)}: ${said}`);
  return text;
}
