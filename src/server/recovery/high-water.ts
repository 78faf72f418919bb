import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { HighWaterError } from "./high-water-error.ts";
import { parseHighWaterLine } from "./high-water-line.ts";
import type { HighWaterLine } from "./high-water-line.ts";

/** What a round has cost, as far as this folder knows. */
export interface Spend {
  /** ρ of zero-concentrated differential privacy; null where there was no noise: no bound at all. */
  readonly rho: number | null;
  readonly reports: number;
  /** Milliseconds since 1970. */
  readonly spentAtMs: number;
  /** Whether the ledger of a database has had it; false: noise was about to be drawn, and may have been. */
  readonly isBooked: boolean;
}

/** How far a server has ever gone, kept beside its signing keys: no database that is put back may go behind it. */
export interface HighWater {
  /** The greatest version that may have been signed, or number that was given to a head; -1 before the first. */
  version(kind: "signed" | "given"): number;
  /** By the round's id. */
  spends(): ReadonlyMap<number, Spend>;
  /** On disk when it returns, so that what is released after is never forgotten. Nothing for a version that is not greater. */
  raise(kind: "signed" | "given", version: number): void;
  /**
   * To be called before noise is drawn: adds what it will cost. On disk when it returns.
   *
   * @returns Whether it did. What this process drew and could not store was seen by nobody, so all of it together is charged as one draw,
   *   beside the one that is stored: a database that fails again and again must not use the budget up.
   */
  intend(roundId: number, spend: Omit<Spend, "isBooked">): boolean;
  /** Notes what a ledger has; nothing for what is known already. If that is lost, it counts as intended. */
  book(roundId: number, spend: Omit<Spend, "isBooked">): void;
  /** Reads what other processes have added. */
  refresh(): void;
}

const FILE = "high-water.jsonl";
/** Of one process, for a round: one for all draws that could not be stored, one for the draw that is. */
const MOST_CHARGED = 2;
const OWNER_ONLY = 0o600;
const FOLDER_OF_OWNER = 0o700;

/**
 * Opens the high-water mark of a folder of keys: a file of one JSON object a line that only ever grows. Several processes may share it:
 * short lines that are appended do not mix.
 *
 * Two writes a version and one a round wait for the disk, for some milliseconds.
 *
 * @param folder Made if it is missing.
 * @throws {Error} for a line that is whole and cannot be read: what it said must not be guessed.
 */
export function openHighWater(folder: string): HighWater {
  const path = join(folder, FILE);
  const spends = new Map<number, Spend>();
  const versions = { signed: -1, given: -1 };
  const charged = new Map<number, number>();
  let readBytes = 0;

  const take = (line: HighWaterLine): void => {
    if ("version" in line) {
      versions[line.type] = Math.max(versions[line.type], line.version);
      return;
    }
    const { roundId, reports, spentAtMs } = line;
    const before = spends.get(roundId);
    const isBooked = line.type === "booked" || before?.isBooked === true;
    const rho = before === undefined ? line.rho : together(before.rho, line);
    spends.set(roundId, { rho, reports, spentAtMs, isBooked });
  };
  const refresh = (): void => {
    if (!existsSync(path)) return;
    const text = readFileSync(path).subarray(readBytes).toString();
    // A line that another process is writing, or that a crash has cut off, is not whole.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    for (const line of whole.split("\n")) {
      const read = parseHighWaterLine(line, path);
      if (read !== null) take(read);
    }
    readBytes += Buffer.byteLength(whole);
  };
  const append = (line: HighWaterLine, isDurable = true): void => {
    appendLine(folder, path, { line, isDurable });
    refresh();
  };

  refresh();
  return {
    version: (kind) => versions[kind],
    spends: () => spends,
    raise: (type, version) => {
      if (version > versions[type]) append({ type, version });
    },
    intend: (roundId, spend) => {
      const times = charged.get(roundId) ?? 0;
      if (times === MOST_CHARGED) return false;
      append({ type: "drawn", roundId, ...spend });
      charged.set(roundId, times + 1);
      return true;
    },
    book: (roundId, spend) => {
      const before = spends.get(roundId);
      if (before?.isBooked === true && !isMore(spend.rho, before.rho)) return;
      append({ type: "booked", roundId, ...spend }, false);
    },
    refresh,
  };
}

/** Whether one cost is greater than another; null is beyond all. */
export function isMore(rho: number | null, other: number | null): boolean {
  return (rho ?? Infinity) > (other ?? Infinity);
}

/** What was about to be drawn comes on top; what a ledger has is a sum already. */
function together(before: number | null, line: Exclude<HighWaterLine, { version: number }>): number | null {
  if (before === null || line.rho === null) return null;
  return line.type === "drawn" ? before + line.rho : Math.max(before, line.rho);
}

function appendLine(
  folder: string,
  path: string,
  { line, isDurable }: { readonly line: HighWaterLine; readonly isDurable: boolean },
): void {
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_OF_OWNER });
    const isNew = !existsSync(path);
    const file = openSync(path, "a", OWNER_ONLY);
    try {
      // What a crash may have cut off ends there, and is passed over.
      const start = isNew || readFileSync(path).at(-1) === LINE_FEED ? "" : "\n";
      writeSync(file, `${start}${JSON.stringify(line)}\n`);
      if (isDurable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (isNew) syncFolder(folder);
  } catch (cause) {
    throw new HighWaterError(
      `Cannot write the high-water mark "${path}": ${cause instanceof Error ? cause.message : String(cause)}; nothing is released or drawn without it, so the folder of the keys must be one that the server may write`,
      { cause },
    );
  }
}

const LINE_FEED = 10;

/** A file's name is on disk once its folder is. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
