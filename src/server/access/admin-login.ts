import type { AccessTables } from "./access-tables.ts";
import { hashPassword, isPasswordOf, PASSWORD_COST } from "./password-hash.ts";
import type { PasswordCost } from "./password-hash.ts";

/** What came of signing in. `refused` does not say whether there is such a name. */
export type LoginOutcome =
  | { readonly outcome: "open"; readonly token: string }
  | { readonly outcome: "refused" }
  | { readonly outcome: "wait"; readonly waitMs: number };

export interface AdminLogin {
  logIn(name: string, password: string): Promise<LoginOutcome>;
}

export interface AdminLoginOptions {
  readonly access: Pick<AccessTables, "admins" | "sessions" | "attempts">;
  /** Of what is checked where there is no such name; stored passwords have their own. */
  readonly cost?: PasswordCost;
}

/** Each takes 32 MiB and a good part of a second of one core. */
const MOST_WAITING = 8;
const BUSY_WAIT_MS = 5_000;

/**
 * Signs admins in, one after the other, so that a crowd of guesses takes no more than one core and 32 MiB. The same work is done for
 * a name that nobody has.
 */
export function createAdminLogin({ access, cost = PASSWORD_COST }: AdminLoginOptions): AdminLogin {
  /** A password's hash that no name has. */
  let nobodys: string | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const attempt = async (name: string, password: string): Promise<LoginOutcome> => {
    const waitMs = await access.attempts.begin(name);
    if (waitMs > 0) return { outcome: "wait", waitMs };
    nobodys ??= await hashPassword("", cost);
    const stored = await access.admins.passwordHashOf(name);
    const isRight = await isPasswordOf(stored ?? nobodys, password);
    if (stored === null || !isRight) return { outcome: "refused" };
    await access.attempts.succeed(name);
    return { outcome: "open", token: await access.sessions.open(name) };
  };

  return {
    async logIn(name, password) {
      if (waiting >= MOST_WAITING) return { outcome: "wait", waitMs: BUSY_WAIT_MS };
      waiting++;
      const turn = last.then(() => attempt(name, password));
      last = turn.catch(() => undefined); // told to whoever asked
      try {
        return await turn;
      } finally {
        waiting--;
      }
    },
  };
}
