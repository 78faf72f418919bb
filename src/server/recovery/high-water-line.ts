/** One line of the file of the high-water mark. */
export type HighWaterLine =
  /** `signed`: in a manifest; `given`: the number of a head, whatever becomes of it. */
  | { readonly type: "signed" | "given"; readonly version: number }
  | {
      /** `drawn`: noise is about to be drawn, which costs so much more; `booked`: a ledger has it, as so much in all. */
      readonly type: "drawn" | "booked";
      readonly roundId: number;
      /** null: no noise, no bound. */
      readonly rho: number | null;
      readonly reports: number;
      readonly spentAtMs: number;
    };

/**
 * Reads one line.
 *
 * @param path Of the file, for errors.
 * @returns null for an empty line, and for one that was cut off: a whole one ends with a brace, and has no other.
 * @throws {Error} for a whole line that is none of {@link HighWaterLine}.
 */
export function parseHighWaterLine(line: string, path: string): HighWaterLine | null {
  if (!line.endsWith("}")) return null;
  const read = readJson(line);
  if (read !== null && (read["type"] === "signed" || read["type"] === "given")) {
    const { type, version } = read;
    if (isCount(version)) return { type, version };
  }
  if (read !== null && (read["type"] === "drawn" || read["type"] === "booked")) {
    const { type, roundId, rho, reports, spentAtMs } = read;
    if (isCount(roundId) && isRho(rho) && isCount(reports) && isCount(spentAtMs))
      return { type, roundId, rho, reports, spentAtMs };
  }
  throw new Error(
    `Cannot read the high-water mark "${path}" as every line must be a version or what a round has cost: got ${line.slice(0, 200)}; put back a copy of the file`,
  );
}

function readJson(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === "object" && read !== null ? { ...read } : null;
  } catch {
    return null;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isRho(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && value >= 0 && value < Infinity);
}
