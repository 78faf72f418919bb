import { count, text } from "../sql/sql-database.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import type { Admin, AdminRole } from "./admin.ts";
import { newToken, tokenHash } from "./hashed-token.ts";

/** Who is signed in, in a migrated database. Only the hash of a session's token is kept. */
export interface AdminSessions {
  /**
   * @param name Of an admin whose password was right.
   * @returns The token that the browser keeps, 43 characters.
   */
  open(name: string): Promise<string>;
  /** Whose session it is, with the role as it is now; null if it is none, was closed, or has lasted too long. */
  find(token: string): Promise<Admin | null>;
  close(token: string): Promise<void>;
}

const MINUTE_MS = 60_000;
/** However much it is used. */
export const SESSION_LIFETIME_MS: number = 12 * 60 * MINUTE_MS;
/** Without a request. */
export const SESSION_IDLE_MS: number = 60 * MINUTE_MS;

/** @see AdminSessions */
export function createAdminSessions(database: SqlDatabase, nowMs: () => number): AdminSessions {
  return {
    async open(name) {
      const token = newToken();
      const now = nowMs();
      await database.transaction(async (session) => {
        await session.run("DELETE FROM admin_session WHERE opened_at_ms < ? OR used_at_ms < ?", [
          now - SESSION_LIFETIME_MS,
          now - SESSION_IDLE_MS,
        ]);
        await session.run(
          "INSERT INTO admin_session (token_hash, name, opened_at_ms, used_at_ms) VALUES (?, ?, ?, ?)",
          [tokenHash(token), name, now, now],
        );
      });
      return token;
    },
    async find(token) {
      const now = nowMs();
      const hash = tokenHash(token);
      const [row] = await database.all(
        "SELECT admin.name AS name, role, used_at_ms FROM admin_session INNER JOIN admin ON admin.name = admin_session.name WHERE token_hash = ? AND opened_at_ms > ? AND used_at_ms > ?",
        [hash, now - SESSION_LIFETIME_MS, now - SESSION_IDLE_MS],
      );
      if (row === undefined) return null;
      // To the minute is enough, and most requests then write nothing.
      if (count(row, "used_at_ms") < now - MINUTE_MS)
        await database.run("UPDATE admin_session SET used_at_ms = ? WHERE token_hash = ?", [now, hash]);
      return { name: text(row, "name"), role: text(row, "role") as AdminRole }; // as the table of admins has it
    },
    async close(token) {
      await database.run("DELETE FROM admin_session WHERE token_hash = ?", [tokenHash(token)]);
    },
  };
}
