import { join } from "node:path";
import { UNITS_PER_SPLIT_CLIP } from "../../../src/federation/split-units.ts";
import { rhoOf } from "../../../src/federation/zcdp.ts";
import { splitCoordinates } from "../../../src/learning/split-coordinates.ts";
import { DATABASE_FILE } from "../../../src/server/open-database.ts";
import { openLibsqlDatabase } from "../../../src/server/sql/libsql-database.ts";
import { bytes, count, text, type SqlRow } from "../../../src/server/sql/sql-database.ts";
import { NOISE_FILE, noiseIn } from "./recorded-noise.ts";
import type { SplitLoad } from "./split-senders.ts";

/** Folders of the two servers' data. */
export interface SplitFolders {
  readonly leader: string;
  readonly helper: string;
}

/** What both databases say of all reports, when no round is under way. */
export interface SplitBooks {
  readonly acknowledged: number;
  /** In the rounds that have a mean. */
  readonly counted: number;
  /** In the open round. */
  readonly waiting: number;
  /** Acknowledged, and in neither. */
  readonly lost: number;
  /** In more than one place, or more in a round than it is made of. */
  readonly twice: number;
  /** Rounds that have a mean. */
  readonly rounds: number;
  /** Of these: the mean, without one draw of each server that is in no other round, is the sum of what its reports say, to the unit. */
  readonly exact: number;
  /** Rounds that ended without one. */
  readonly expired: number;
  /** Rounds with a mean that are in both ledgers, with all their reports, and for one draw at least. */
  readonly paid: number;
  /** Draws that a ledger has and no round, as the process died before it could store the result: it is charged all the same. */
  readonly chargedMore: number;
  /** Draws that came to their end and are in no round. */
  readonly unusedDraws: number;
  /** Draws in which a process died. */
  readonly cutOffDraws: number;
}

/** Of ρ, which is a sum of floats, as a share of one draw's. */
const ROUNDING = 1e-6;

/** @param noiseMultiplier σ of both servers. */
export async function readSplitBooks(
  folders: SplitFolders,
  { made, acknowledged }: Pick<SplitLoad, "made" | "acknowledged">,
  noiseMultiplier: number,
): Promise<SplitBooks> {
  const coordinates = splitCoordinates();
  const all = (folder: string, sql: string): Promise<SqlRow[]> => {
    const database = openLibsqlDatabase(join(folder, DATABASE_FILE));
    return database.all(sql, []).finally(() => database.close());
  };
  const rounds = await all(folders.leader, "SELECT id, state, reports, mean FROM round ORDER BY id");
  const waiting = await all(folders.leader, "SELECT idempotency_key FROM report");
  // A share keeps the round that it was summed in.
  const shares = await all(
    folders.helper,
    "SELECT idempotency_key, round_id FROM helper_share WHERE round_id IS NOT NULL",
  );
  const members = new Map<number, string[]>();
  for (const row of shares) {
    const round = count(row, "round_id");
    members.set(round, [...(members.get(round) ?? []), text(row, "idempotency_key")]);
  }
  const ledgers = await Promise.all(
    [folders.leader, folders.helper].map(async (folder) => {
      const rows = await all(folder, "SELECT round_id, rho, reports FROM ledger");
      return new Map(rows.map((row) => [count(row, "round_id"), row]));
    }),
  );
  const terms = { dimensions: coordinates.length, noiseMultiplier };
  const recorded = [folders.leader, folders.helper].map((folder) => noiseIn(join(folder, NOISE_FILE), terms));
  const [leaderDraws, helperDraws] = recorded.map(
    ({ draws }) => new Map(draws.map((draw) => [draw.join(), draw])),
  );

  const seen = new Map<string, number>();
  const see = (id: string): void => void seen.set(id, (seen.get(id) ?? 0) + 1);
  for (const row of waiting) see(text(row, "idempotency_key"));
  const summed = rounds.filter((row) => row["mean"] !== null);
  let [exact, paid, more, chargedMore, counted] = [0, 0, 0, 0, 0];
  for (const row of summed) {
    const id = count(row, "id");
    const reports = count(row, "reports");
    const ids = members.get(id) ?? [];
    for (const one of ids) see(one);
    counted += ids.length;
    more += Math.abs(ids.length - reports);
    const entries = ledgers.map((ledger) => ledger.get(id));
    const charges = entries.map((entry) =>
      entry === undefined ? 0 : count(entry, "rho") / rhoOf(noiseMultiplier),
    );
    const isOfAll = entries.every((entry) => entry !== undefined && count(entry, "reports") === reports);
    if (isOfAll && charges.every((charge) => charge > 1 - ROUNDING)) paid++;
    // What is charged too little makes up for nothing that is charged too much.
    for (const charge of charges) chargedMore += Math.max(0, Math.ceil(charge - ROUNDING) - 1);
    const mean = new Float64Array(Uint8Array.from(bytes(row, "mean")).buffer);
    const units = coordinates.map((at) => mean[at] * UNITS_PER_SPLIT_CLIP * reports);
    const noise = units.map((value, at) =>
      ids.reduce((rest, one) => rest - made.get(one)![at], Math.round(value)),
    );
    const isWhole = units.every((value) => Math.abs(value - Math.round(value)) < 1e-3);
    const own = [...leaderDraws.keys()].find((key) =>
      helperDraws.has(noise.map((value, at) => value - leaderDraws.get(key)![at]).join()),
    );
    if (own === undefined || !isWhole) continue;
    helperDraws.delete(noise.map((value, at) => value - leaderDraws.get(own)![at]).join());
    leaderDraws.delete(own);
    exact++;
  }
  return {
    acknowledged: acknowledged.size,
    counted,
    waiting: waiting.length,
    lost: [...acknowledged].filter((id) => !seen.has(id)).length,
    twice: [...seen.values()].filter((times) => times > 1).length + more,
    rounds: summed.length,
    exact,
    expired: rounds.filter((row) => row["state"] === "EXPIRED").length,
    paid,
    chargedMore,
    unusedDraws: leaderDraws.size + helperDraws.size,
    cutOffDraws: recorded.reduce((sum, { cutOff }) => sum + cutOff, 0),
  };
}
