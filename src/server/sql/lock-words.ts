import type { SqlDatabase } from "./sql-database.ts";

/**
 * What ends a SELECT whose rows are to stay as they are until the transaction ends ("share"), or to be kept from everybody else
 * ("update"). SQLite has one writer at a time, and no words for it.
 */
export function lockWords(kind: SqlDatabase["kind"], lock: "share" | "update"): string {
  return kind === "sqlite" ? "" : lock === "share" ? " FOR SHARE" : " FOR UPDATE";
}
