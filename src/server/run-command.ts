import { ADMIN_COMMANDS_HELP, runAdminCommand } from "./access/admin-commands.ts";
import { runTokenCommand, TOKEN_COMMANDS_HELP } from "./access/token-commands.ts";
import { KEY_COMMANDS_HELP } from "./keys/key-commands.ts";
import { ROUND_COMMANDS_HELP, runRoundCommand } from "./round-commands.ts";
import type { Store } from "./store.ts";

export const COMMANDS_HELP: string = [
  ROUND_COMMANDS_HELP,
  TOKEN_COMMANDS_HELP,
  ADMIN_COMMANDS_HELP,
  KEY_COMMANDS_HELP,
].join("\n");

export interface CommandOptions {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Who runs it. */
  readonly user: string;
  readonly readPassword: () => Promise<string>;
}

/**
 * Runs one command of a person who looks after the server.
 *
 * @returns What it says.
 * @throws {Error} for a command that there is not, or that cannot be done.
 */
export function runCommand(parameters: readonly string[], options: CommandOptions): Promise<string> {
  const [word, ...rest] = parameters;
  if (word === "admins")
    return runAdminCommand(rest, { access: options.store.access, readPassword: options.readPassword });
  if (word === "tokens") return runTokenCommand(rest, options.store.access);
  return runRoundCommand(parameters, options);
}
