import { parseArgs } from "node:util";
import { epsilonOf } from "../federation/zcdp.ts";
import { runCanaryCommand, type CanaryCommandOptions } from "./run-canary-command.ts";
import type { RoundRow, Store } from "./store.ts";

export const ROUND_COMMANDS_HELP = `Commands (with the server's environment; it may run meanwhile)
  canary install FILE                           lists that the gate tries candidates on; npm run canary:make makes such a file
  canary start ROUND --share S                  tries a candidate on a share of the visitors, from 0.01 to 1
  canary stop --reason TEXT                     takes it back; it waits for a decision
  canary                                        which lists these are, and what visitors report of what is tried
  rounds                                        the rounds, newest first, and what the gate found
  promote ROUND --reason TEXT [--by NAME]       releases a candidate to the visitors
  reject ROUND --reason TEXT [--by NAME]        refuses it
  privacy                                       what the last 90 days have cost a visitor
`;

/** As many as somebody would look back on. */
const SHOWN = 30;
const PERIOD_MS = 90 * 24 * 60 * 60 * 1_000;

export interface RoundCommandOptions {
  readonly store: Pick<Store, "rounds" | "decide" | "spentRhos" | "manifest"> & CanaryCommandOptions["store"];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Who decides where `--by` does not say. */
  readonly user: string;
}

/**
 * Runs one command of a person who looks after the rounds.
 *
 * @returns What it says.
 * @throws {Error} for an unknown command, a missing reason, or a round that is no candidate.
 */
export async function runRoundCommand(
  parameters: readonly string[],
  { store, nowMs, user }: RoundCommandOptions,
): Promise<string> {
  const { positionals, values } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { reason: { type: "string" }, by: { type: "string" }, share: { type: "string" } },
  });
  const [command, round] = positionals;
  if (command === "rounds") return (await store.rounds(SHOWN)).map(lineOf).join("");
  if (command === "canary")
    return runCanaryCommand(positionals.slice(1), {
      store,
      share: values.share,
      reason: values.reason ?? "",
    });
  if (command === "privacy") return privacyOf(store, nowMs);
  if (command !== "promote" && command !== "reject")
    throw new Error(`There is no command "${command}"; --help lists them`);
  const roundId = Number(round);
  if (!/^\d+$/.test(round ?? ""))
    throw new Error(`Cannot ${command} as it needs a round's number: got "${round}"`);
  const { reason = "", by = user } = values;
  if (reason.trim() === "")
    throw new Error(`Cannot ${command} round ${round} as the reason must be given: add --reason "…"`);
  const verdict = command === "promote" ? "PROMOTED" : "REJECTED";
  await store.decide({ roundId, verdict, by, reason });
  const { version } = await store.manifest();
  return `Round ${round} is ${verdict}; the visitors' head is version ${version}\n`;
}

function lineOf({ id, state, changedAtMs, reports, checks, notRun, decidedBy, reason }: RoundRow): string {
  const since = new Date(changedAtMs).toISOString().slice(0, 16).replace("T", " ");
  const counted = reports === null ? "" : `  ${reports} reports`;
  const decided = decidedBy === null ? "" : `  by ${decidedBy}: ${reason}`;
  const found = checks.map(({ passed, words }) => `    ${passed ? "ok  " : "BAD "} ${words}\n`).join("");
  const left = notRun.length === 0 ? "" : `    --   not looked at: ${notRun.join(", ")}\n`;
  return `${String(id).padStart(5)}  ${state.padEnd(9)}  ${since}${counted}${decided}\n${found}${left}`;
}

/** A visitor reports at most so often, and at worst in the rounds that cost most. */
async function privacyOf(
  { spentRhos, manifest }: RoundCommandOptions["store"],
  nowMs: number,
): Promise<string> {
  const { privacy } = await manifest();
  const { delta = 1e-8, reportsPer90Days = 12 } = privacy ?? {};
  const rhos = [...(await spentRhos(nowMs - PERIOD_MS))].sort((a, b) => b - a);
  const counted = rhos.slice(0, reportsPer90Days);
  const epsilon = epsilonOf(
    counted.reduce((sum, rho) => sum + rho, 0),
    delta,
  );
  return `${rhos.length} rounds in 90 days; a visitor with a report in ${counted.length} of them has spent epsilon ${epsilon.toFixed(2)} at delta ${delta}\n`;
}
