import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { seededRandom, type Random } from "../../../src/base/random.ts";
import { buildServer, type BuiltServer } from "../../../src/server/built-server-fixture.ts";
import { DATABASE_FILE } from "../../../src/server/open-database.ts";
import { openLibsqlDatabase } from "../../../src/server/sql/libsql-database.ts";
import { text } from "../../../src/server/sql/sql-database.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";
import { type Environment, type Place, withFolder } from "../faults/fault-nodes.ts";
import { readSplitBooks, type SplitBooks, type SplitFolders } from "./check-split-books.ts";
import { NOISE_FILE } from "./recorded-noise.ts";
import { SETTLE_LIMIT_MS, startSplitLoad, type SplitLoad } from "./split-senders.ts";

const OPTIONS = {
  kills: { tells: "of each of the two", least: 1, standard: 100 },
  seed: { tells: "other moments, and other reports", least: 0, standard: 1 },
} as const;

/** Two servers that see no delta, each killed again and again. */
export const KILL_SPLIT: Campaign = defineCampaign({
  shows:
    "two servers that see no delta, each killed at moments drawn by chance: no acknowledged report lost or counted twice, sums exact, each round paid for once",
  takes: "19 min",
  options: OPTIONS,
  run: ({ kills, seed }, tools) => withFolder((folder) => killSplit({ kills, seed }, tools, folder)),
});

/** As a server has it unless told otherwise. */
const NOISE_MULTIPLIER = 12;
/** Small, so that rounds are checked and summed all the time. */
const COHORT = 10;
const ROUNDS: Environment = {
  SPLIT_SECRET: "one secret of two operators, in a campaign",
  COHORT: String(COHORT),
  MIN_COHORT: "1",
  NOISE_MULTIPLIER: String(NOISE_MULTIPLIER),
};
/** Of the kills, those that come while a server starts, or just after. */
const EARLY = 0.25;
const EARLY_MS = 800;
/** Of the others, those that come as a server draws its noise, or as it stores what it drew, if it does so before long. */
const AT_DRAW = 0.3;
const AT_DRAW_MS = 30;
/** After a server listens, at most: most live a second or so, some long enough for whole rounds. */
const LATE_MS = 5_000;
/** Of the times, those in which the other server is not killed: where both are down most of the time, few rounds get anywhere. */
const IN_TURN = 0.8;
/** In a server's data: what it has been charged with, before it draws. */
const MARK_FILE = join("keys", "high-water.jsonl");
const UNDER_WAY = ["CLOSING", "SUMMED", "NOISED"];

async function killSplit(
  { kills, seed }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
  folder: string,
): Promise<CampaignOutcome> {
  progress("building the servers", 0);
  const built = await buildServer("e2e/campaigns/split/split-process.ts");
  const over = new AbortController();
  try {
    const folders: SplitFolders = { helper: join(folder, "helper"), leader: join(folder, "leader") };
    for (const one of Object.values(folders)) mkdirSync(one);
    const helperPlace = { ...ROUNDS, SPLIT_ROLE: "helper", DATA_DIR: folders.helper };
    const helper = await built.startChild(helperPlace);
    const leaderPlace = {
      ...ROUNDS,
      SPLIT_HELPER: `http://localhost:${helper.port}/v1`,
      DATA_DIR: folders.leader,
    };
    const leader = await built.startChild(leaderPlace);
    const ports = { helper: helper.port, leader: leader.port };
    const load = startSplitLoad(ports, { random: seededRandom(seed), ended: over.signal });
    let killed = 0;
    /** What the oldest round that was under way was at. */
    const struck: Record<string, number> = {};
    /** Of the servers' marks, as they were when a kill came between the charge for a draw and its first byte. */
    const undrawn = new Set<string>();
    const told = async (dataDir: string): Promise<void> => {
      killed++;
      const mark = chargedAndNotBegun(dataDir);
      if (mark !== null) undrawn.add(mark);
      progress("killing", killed / (2 * kills));
      const state = await stateInCopy(folders.leader, join(folder, `copy-${killed}`));
      struck[state] = (struck[state] ?? 0) + 1;
    };
    const victims = [
      { process: helper.process, environment: { ...helperPlace, PORT: String(helper.port) } },
      { process: leader.process, environment: { ...leaderPlace, PORT: String(leader.port) } },
    ];
    const inTurn = oneAtATime();
    const killing = Promise.all(
      victims.map((victim, at) =>
        killAgainAndAgain(built, victim, {
          kills,
          told,
          inTurn,
          random: seededRandom(1_000 + 2 * seed + at),
        }),
      ),
    );
    await Promise.race([killing, load.failed]);
    progress("waiting for the last rounds", 1);
    await Promise.race([untilSome(load), load.failed]);
    await load.stop();
    await untilSettled(folders);
    built.remove();
    const books = await readSplitBooks(folders, load, NOISE_MULTIPLIER);
    const takenTwice = load.takenTwice();
    return {
      hasHeld: isInOrder(books, undrawn.size) && takenTwice === 0,
      lines: linesOf({ kills, struck, takenTwice, undrawn: undrawn.size, books }),
      figures: { kills, seed, struck, takenTwice, undrawn: undrawn.size, books },
    };
  } finally {
    over.abort();
    built.remove();
  }
}

/** Kills a server so many times, and leaves it running. */
async function killAgainAndAgain(
  built: BuiltServer,
  victim: { readonly process: ChildProcess; readonly environment: Place },
  options: {
    readonly kills: number;
    readonly told: (dataDir: string) => Promise<void>;
    readonly inTurn: InTurn;
    readonly random: Random;
  },
): Promise<void> {
  const { kills, told, inTurn, random } = options;
  let { process } = victim;
  /** @returns How many there are then. */
  const killOnce = async (before: number): Promise<number> => {
    let kill = before + 1;
    const lifeMs = random() ** 2 * LATE_MS;
    if (random() >= AT_DRAW) await pause(lifeMs);
    else {
      await untilGrows(join(victim.environment.DATA_DIR, NOISE_FILE), LATE_MS);
      await pause(random() * AT_DRAW_MS);
    }
    await end(process);
    await told(victim.environment.DATA_DIR);
    // Some that are killed before they answer anybody.
    for (; kill < kills && random() < EARLY; kill++) {
      const child = built.run([], victim.environment);
      child.stdout!.resume();
      child.stderr!.resume();
      await pause(random() * EARLY_MS);
      await end(child);
      await told(victim.environment.DATA_DIR);
    }
    ({ process } = await built.startChild(victim.environment));
    return kill;
  };
  for (let kill = 0; kill < kills;) {
    const before = kill;
    kill = await (random() < IN_TURN ? inTurn(() => killOnce(before)) : killOnce(before));
  }
}

type InTurn = (act: () => Promise<number>) => Promise<number>;

/** One after the other, whoever calls. */
function oneAtATime(): InTurn {
  let last: Promise<number> = Promise.resolve(0);
  return (act) => (last = last.then(act));
}

async function untilGrows(file: string, limitMs: number): Promise<void> {
  const { size } = statSync(file);
  const startedMs = performance.now();
  while (statSync(file).size === size && performance.now() - startedMs < limitMs) await pause(1);
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) throw new Error(`A server ended by itself, with ${process.exitCode}`);
  process.kill("SIGKILL");
  if (process.signalCode === null) await once(process, "exit");
}

/**
 * What the oldest round was at that had left OPEN. It is read of a copy: whoever opens the files of a server that was killed mends them, which is
 * to be left to that server. A copy of a server that runs may be torn.
 */
async function stateInCopy(leader: string, copy: string): Promise<string> {
  mkdirSync(copy);
  try {
    for (const end of ["", "-wal"])
      copyFileSync(join(leader, DATABASE_FILE + end), join(copy, DATABASE_FILE + end));
    return (await roundUnderWay(copy)) ?? "OPEN";
  } catch {
    return "unread";
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function roundUnderWay(folder: string): Promise<string | null> {
  const database = openLibsqlDatabase(join(folder, DATABASE_FILE));
  const [row] = await database
    .all("SELECT state FROM round WHERE state IN (?, ?, ?) ORDER BY id LIMIT 1", UNDER_WAY)
    .finally(() => database.close());
  return row === undefined ? null : text(row, "state");
}

/**
 * Few kills are over before there is a round.
 *
 * @throws {Error} if there is none for long.
 */
async function untilSome({ acknowledged }: SplitLoad): Promise<void> {
  const startedMs = performance.now();
  while (acknowledged.size < 2 * COHORT) {
    if (performance.now() - startedMs > SETTLE_LIMIT_MS)
      throw new Error(
        `Only ${acknowledged.size} reports were acknowledged in ${SETTLE_LIMIT_MS / 1_000} s without kills`,
      );
    await pause(50);
  }
}

/** @throws {Error} if a round does not come to its end. */
async function untilSettled({ leader }: SplitFolders): Promise<void> {
  const startedMs = performance.now();
  for (let state = await roundUnderWay(leader); state !== null; state = await roundUnderWay(leader)) {
    if (performance.now() - startedMs > SETTLE_LIMIT_MS)
      throw new Error(`A round is still ${state} after ${SETTLE_LIMIT_MS / 1_000} s without kills`);
    await pause(200);
  }
}

/**
 * A server that dies after it has written down what a draw will cost, and before it has the first byte for it, is charged for a draw that
 * nobody can find.
 *
 * @returns What tells this moment from others; null if the server died at another one.
 */
function chargedAndNotBegun(dataDir: string): string | null {
  const [mark, noise] = [join(dataDir, MARK_FILE), join(dataDir, NOISE_FILE)];
  if (!existsSync(mark) || !existsSync(noise)) return null;
  const last = readFileSync(mark, "utf8").trimEnd().split("\n").at(-1);
  // The clock of files moves by some milliseconds at once.
  const isNewest = statSync(mark).mtimeMs >= statSync(noise).mtimeMs;
  return isNewest && last.includes('"drawn"') ? `${mark} ${statSync(mark).size}` : null;
}

/** @param undrawn Draws that are charged and had not begun. */
function isInOrder(books: SplitBooks, undrawn: number): boolean {
  const { rounds, lost, twice, exact, paid, expired, chargedMore, unusedDraws, cutOffDraws } = books;
  return (
    rounds > 0 &&
    lost === 0 &&
    twice === 0 &&
    expired === 0 &&
    exact === rounds &&
    paid === rounds &&
    chargedMore <= unusedDraws + cutOffDraws + undrawn
  );
}

function linesOf({
  kills,
  struck,
  takenTwice,
  undrawn,
  books,
}: {
  readonly kills: number;
  readonly struck: Readonly<Record<string, number>>;
  readonly takenTwice: number;
  readonly undrawn: number;
  readonly books: SplitBooks;
}): string[] {
  const moments = Object.entries(struck).map(([state, times]) => `${times} ${state}`);
  return [
    `${kills} kills of each server; the oldest round was then ${moments.join(", ")}`,
    `of ${books.acknowledged} acknowledged reports ${books.lost} lost, ${books.twice} counted twice, ${takenTwice} taken twice; ${books.counted} in sums, ${books.waiting} wait`,
    `of ${books.rounds} rounds the mean minus both noises is the plain sum in ${books.exact}; ${books.paid} paid for in both ledgers; ${books.expired} expired`,
    `the ledgers have ${books.chargedMore} draws more than rounds took; ${books.unusedDraws} came to nothing, ${books.cutOffDraws} were cut off, ${undrawn} had not begun`,
  ];
}
