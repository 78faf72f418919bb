import { createHash } from "node:crypto";
import { decodeCanarySet } from "../../federation/canary-set.ts";
import type { CanarySet } from "../../federation/canary-set.ts";
import type { DeltaTerms } from "../../federation/delta.ts";
import { bytes, count, text } from "../sql/sql-database.ts";
import type { SqlSession } from "../sql/sql-database.ts";

/** A canary set, and which one it is. */
export interface InstalledCanary {
  /** SHA-256 of its file, 64 hex digits. */
  readonly hash: string;
  readonly installedAtMs: number;
  readonly set: CanarySet;
}

/** The canary set of a database, which all its nodes use. */
export interface CanaryShelf {
  /** @returns Null where none was installed for this layout. */
  read(session: SqlSession): Promise<InstalledCanary | null>;
  /**
   * Takes the place of the one before.
   *
   * @throws {WireError} for what is no canary set of this layout; the one before stays.
   */
  install(session: SqlSession, file: Uint8Array, nowMs: number): Promise<InstalledCanary>;
}

/** @see CanaryShelf. What was read is kept while it is the same: it may be tens of megabytes. */
export function createCanaryShelf({ layout, dimensions }: DeltaTerms): CanaryShelf {
  let kept: InstalledCanary | null = null;
  return {
    async read(session) {
      const [found] = await session.all(
        "SELECT hash, installed_at_ms FROM canary_set WHERE layout = ? AND dimensions = ? ORDER BY installed_at_ms DESC LIMIT 1",
        [layout, dimensions],
      );
      if (found === undefined) return null;
      const hash = text(found, "hash");
      const installedAtMs = count(found, "installed_at_ms");
      if (kept?.hash !== hash || kept.installedAtMs !== installedAtMs) {
        const [row] = await session.all("SELECT file FROM canary_set WHERE hash = ?", [hash]);
        if (row === undefined) return null; // another one has just taken its place
        kept = { hash, installedAtMs, set: decodeCanarySet(bytes(row, "file"), { layout, dimensions }) };
      }
      return kept;
    },
    async install(session, file, nowMs) {
      const set = decodeCanarySet(file, { layout, dimensions });
      const hash = createHash("sha256").update(file).digest("hex");
      await session.run("DELETE FROM canary_set", []);
      await session.run(
        "INSERT INTO canary_set (hash, layout, dimensions, file, installed_at_ms) VALUES (?, ?, ?, ?, ?)",
        [hash, layout, dimensions, file, nowMs],
      );
      return { hash, installedAtMs: nowMs, set };
    },
  };
}
