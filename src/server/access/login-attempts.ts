import { count } from "../sql/sql-database.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import { tokenHash } from "./hashed-token.ts";

/**
 * How often somebody has failed to sign in under a name, in a migrated database: whether there is an admin of that name makes no
 * difference. All nodes share the counts.
 */
export interface LoginAttempts {
  /**
   * Counts an attempt as failed before it is made, so that many at once are no more than one after the other.
   *
   * @returns 0, or how long this name has to wait; nothing is counted then. In milliseconds.
   */
  begin(name: string): Promise<number>;
  /** Forgets the failures: the attempt was right. */
  succeed(name: string): Promise<void>;
}

/** People mistype. */
const FREE_FAILURES = 5;
const FIRST_WAIT_MS = 1_000;
/** Ninety-six guesses a day; longer would let a stranger keep an admin out with less. */
const LONGEST_WAIT_MS = 15 * 60_000;
/** After the wait is over; then a name starts anew. */
const REMEMBERED_MS = 60 * 60_000;

/** @see LoginAttempts */
export function createLoginAttempts(database: SqlDatabase, nowMs: () => number): LoginAttempts {
  return {
    begin: (name) =>
      database.transaction(async (session) => {
        const now = nowMs();
        const hash = tokenHash(name); // what people type here may be anything, even a password
        await session.run("DELETE FROM login_attempt WHERE retry_at_ms < ?", [now - REMEMBERED_MS]);
        const [row] = await session.all(
          "SELECT failures, retry_at_ms FROM login_attempt WHERE name_hash = ?",
          [hash],
        );
        const retryAtMs = row === undefined ? now : count(row, "retry_at_ms");
        if (retryAtMs > now) return retryAtMs - now;
        const before = row === undefined ? 0 : count(row, "failures");
        const until = now + waitMs(before + 1);
        // Another node may have been first: then both statements change nothing.
        const counted =
          before === 0
            ? await session.run(
                "INSERT INTO login_attempt (name_hash, failures, retry_at_ms) VALUES (?, 1, ?) ON CONFLICT DO NOTHING",
                [hash, until],
              )
            : await session.run(
                "UPDATE login_attempt SET failures = ?, retry_at_ms = ? WHERE name_hash = ? AND failures = ?",
                [before + 1, until, hash, before],
              );
        return counted === 1 ? 0 : FIRST_WAIT_MS;
      }),
    async succeed(name) {
      await database.run("DELETE FROM login_attempt WHERE name_hash = ?", [tokenHash(name)]);
    },
  };
}

/** Nothing for the first few, then twice as long each time. */
function waitMs(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES));
}
