import { readFile, stat } from "node:fs/promises";
import type { InstalledCanary } from "./rounds/canary-shelf.ts";
import { verdictOf } from "./rounds/canary-trial.ts";
import type { Store } from "./store.ts";

/** 5,000 lists of 24 items: the gate takes a quarter of a second for them, and a database holds them in one value. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;

export interface CanaryCommandOptions {
  readonly store: Pick<
    Store,
    "canarySet" | "installCanarySet" | "startCanary" | "stopCanary" | "runningCanary" | "canaryTrial"
  >;
  /** Of the visitors, as it was typed. */
  readonly share: string | undefined;
  readonly reason: string;
}

/**
 * `canary install FILE`, `canary start ROUND --share S`, `canary stop --reason TEXT`, or `canary` alone.
 *
 * @param parameters What follows "canary".
 * @returns What it says.
 * @throws {Error} for another command, and for what cannot be done.
 */
export async function runCanaryCommand(
  [command, what]: readonly (string | undefined)[],
  options: CanaryCommandOptions,
): Promise<string> {
  switch (command) {
    case undefined:
      return (await setWords(options)) + (await trialWords(options));
    case "install":
      return install(what, options);
    case "start":
      return start(what, options);
    case "stop":
      return stop(options);
    default:
      throw new Error(`There is no command "canary ${command}"; --help lists them`);
  }
}

async function install(path: string | undefined, { store }: CanaryCommandOptions): Promise<string> {
  if (path === undefined)
    throw new Error("Cannot install a canary set as its file must be named: canary install FILE");
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES)
    throw new Error(
      `Cannot install "${path}" as it must have at most ${MAX_FILE_BYTES} bytes: got ${size}; make it of fewer lists`,
    );
  const installed = await store.installCanarySet(await readFile(path));
  return `Candidates are tried from now on on ${wordsOf(installed)}\n`;
}

async function start(round: string | undefined, { store, share }: CanaryCommandOptions): Promise<string> {
  if (!/^\d+$/.test(round ?? ""))
    throw new Error(`Cannot start a canary as it needs a round's number: got "${round}"`);
  if (share === undefined)
    throw new Error("Cannot start a canary as its share must be given: add --share 0.05");
  await store.startCanary(Number(round), Number(share));
  return `Round ${round} is tried on ${share} of the visitors, until it is decided on or they report that it is worse\n`;
}

async function stop({ store, reason }: CanaryCommandOptions): Promise<string> {
  if (reason.trim() === "")
    throw new Error('Cannot stop a canary as the reason must be given: add --reason "…"');
  await store.stopCanary(reason);
  return "No head is tried any more; the candidate waits for a decision\n";
}

async function setWords({ store }: CanaryCommandOptions): Promise<string> {
  const installed = await store.canarySet();
  return installed === null
    ? "There are no lists that candidates are tried on; npm run canary:make makes them, canary install FILE takes them\n"
    : `Candidates are tried on ${wordsOf(installed)}\n`;
}

async function trialWords({ store }: CanaryCommandOptions): Promise<string> {
  const running = await store.runningCanary();
  const trial = running === null ? null : await store.canaryTrial(running.roundId);
  if (running === null || trial === null) return "No head is tried on visitors\n";
  const { difference, upper } = verdictOf(trial);
  const known =
    upper === Infinity
      ? "reports of both arms have not come yet"
      : `reports differ by ${difference.toFixed(3)}, at best by ${upper.toFixed(3)}; below 0 it is rejected`;
  return `Round ${running.roundId} is tried on ${running.share} of the visitors: ${known}\n`;
}

function wordsOf({ hash, installedAtMs, set: { pages } }: InstalledCanary): string {
  const items = new Set(pages.flatMap((page) => page.items)).size;
  const since = new Date(installedAtMs).toISOString().slice(0, 16).replace("T", " ");
  return `${pages.length} lists of ${items} items (${hash.slice(0, 12)}, since ${since})`;
}
