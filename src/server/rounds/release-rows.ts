import { createHash } from "node:crypto";
import type { DeltaTerms } from "../../federation/delta.ts";
import { decodeGlobalHead, encodeGlobalHead } from "../../federation/global-head.ts";
import type { GlobalHead } from "../../federation/global-head.ts";
import { bytes, count, text } from "../sql/sql-database.ts";
import type { SqlRow, SqlSession } from "../sql/sql-database.ts";

/** The newest release: the head that visitors start from. */
export async function currentRelease(session: SqlSession): Promise<SqlRow | undefined> {
  const [row] = await session.all("SELECT * FROM release ORDER BY version DESC LIMIT 1", []);
  return row;
}

/** Which reports are taken against a release. */
export interface ReportKind {
  /** As in a manifest. */
  readonly deltaVersion: number;
  /** How they are split, as JSON of `secureAggregation` in a manifest; null where they are whole. */
  readonly splitTerms: string | null;
}

/** Of the newest release. */
export async function currentReportKind(session: SqlSession): Promise<ReportKind> {
  const [row] = await session.all(
    "SELECT delta_version, split_terms FROM release ORDER BY version DESC LIMIT 1",
    [],
  );
  return reportKindOf(row);
}

export function reportKindOf(row: SqlRow): ReportKind {
  return {
    deltaVersion: count(row, "delta_version"),
    splitTerms: row["split_terms"] === null ? null : text(row, "split_terms"),
  };
}

/** The version of that head, without its file. There is one from the store's start. */
export async function currentVersion(session: SqlSession): Promise<number> {
  const [row] = await session.all("SELECT max(version) AS version FROM release", []);
  return count(row, "version");
}

/** @throws {Error} if the stored file is damaged. */
export function headOf(row: SqlRow): GlobalHead {
  const promised = {
    version: count(row, "version"),
    layout: text(row, "layout"),
    dimensions: count(row, "dimensions"),
  };
  return decodeGlobalHead(bytes(row, "file"), text(row, "hash"), promised);
}

/** The caller holds the row of `next_version`, so that versions are released in their order. */
export async function insertRelease(
  session: SqlSession,
  head: GlobalHead,
  { clipNorm, deltaVersion, splitTerms }: Pick<DeltaTerms, "clipNorm"> & ReportKind,
  nowMs: number,
): Promise<void> {
  const file = encodeGlobalHead(head);
  const hash = createHash("sha256").update(file).digest("hex");
  await session.run(
    "INSERT INTO release (version, layout, dimensions, clip_norm, hash, file, created_at_ms, delta_version, split_terms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [head.version, head.layout, head.weights.length, clipNorm, hash, file, nowMs, deltaVersion, splitTerms],
  );
}
