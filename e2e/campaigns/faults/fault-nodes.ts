import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuiltServer, Child } from "../../../src/server/built-server-fixture.ts";
import type { PostgresFixture } from "../../../src/server/sql/postgres-fixture.ts";

export type Environment = Readonly<Record<string, string>>;

/** Where a node has its data. */
export type Place = Environment & { readonly DATA_DIR: string };

/** What scenarios have in common. */
export interface FaultTools {
  readonly server: BuiltServer;
  /** Null where it is not installed. */
  readonly postgres: PostgresFixture | null;
  readonly cycles: number;
  /** Tells how far it is. */
  readonly progress: (share: number) => void;
  /** Aborted when the scenario is over, however it ended. */
  readonly ended: AbortSignal;
}

/** How a scenario went. */
export interface FaultResult {
  /** False where something is missing that it needs; then nothing is said of what holds. */
  readonly wasTried: boolean;
  readonly hasHeld: boolean;
  /** For people. */
  readonly words: string;
  readonly figures: Readonly<Record<string, unknown>>;
}

export type FaultScenario = (tools: FaultTools) => Promise<FaultResult>;

/** Small, so that rounds are summed and noise is drawn all the time, and most faults hit one of these. */
export const COHORT = 20;
/** Little, so that the gate lets a mean of so few pass. */
export const NOISE_MULTIPLIER = 0.01;
/** In which every node must take reports again when a fault is over. */
export const RESUME_LIMIT_MS = 30_000;

export const ROUNDS: Environment = {
  COHORT: String(COHORT),
  MIN_COHORT: "1",
  NOISE_MULTIPLIER: String(NOISE_MULTIPLIER),
};

/** Runs `act` with a folder that is gone afterwards. */
export async function withFolder<Result>(act: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-faults-"));
  try {
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where there is no PostgreSQL, or what else a scenario needs. */
export function notTried(why: string): FaultResult {
  return { wasTried: false, hasHeld: false, words: why, figures: { wasTried: false, why } };
}

/** Runs one command of somebody who looks after the servers. */
export async function command(
  server: BuiltServer,
  words: readonly string[],
  environment: Environment,
): Promise<string> {
  const child = server.run(words, environment);
  let said = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (bytes) => (said += String(bytes)));
  const [code] = (await once(child, "close")) as [number | null]; // as node documents the event
  if (code !== 0) throw new Error(`"${words.join(" ")}" ended with ${code}: ${said}`);
  return said;
}

/** Ends a node as whoever looks after it does, or at once. */
export async function endNode({ process }: Child, signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
  process.kill(signal);
  if (process.exitCode === null && process.signalCode === null) await once(process, "exit");
}

/** "300 with 202, 4 with 503" */
export function answersInWords(answers: ReadonlyMap<number, number>): string {
  return [...answers]
    .sort(([a], [b]) => a - b)
    .map(([status, times]) => `${times.toLocaleString("en")} × ${status === 0 ? "none" : status}`)
    .join(", ");
}
