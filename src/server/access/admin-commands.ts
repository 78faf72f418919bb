import { parseArgs } from "node:util";
import { ADMIN_ROLES, isAdminRole } from "./admin.ts";
import type { AccessTables } from "./access-tables.ts";
import { hashPassword, PASSWORD_COST } from "./password-hash.ts";
import type { PasswordCost } from "./password-hash.ts";

export const ADMIN_COMMANDS_HELP = `Admins (who may sign in at the metrics port; all nodes know at once)
  admins add NAME --role ROLE                   reads the password, a line of 12 characters or more, from standard input
                                                viewer: sees; reviewer: decides on candidates, too; owner: everything
  admins list                                   name, role, since when
  admins remove NAME                            signs them out, too
`;

export interface AdminCommandOptions {
  readonly access: Pick<AccessTables, "admins">;
  readonly readPassword: () => Promise<string>;
  /** Default {@link PASSWORD_COST}. */
  readonly cost?: PasswordCost;
}

const NAME = /^[\w.@-]{1,64}$/;
const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 1_024;

/**
 * Runs `admins …`.
 *
 * @param parameters What comes after `admins`.
 * @returns What it says.
 * @throws {Error} for an unknown command, name, role or password.
 */
export async function runAdminCommand(
  parameters: readonly string[],
  { access: { admins }, readPassword, cost = PASSWORD_COST }: AdminCommandOptions,
): Promise<string> {
  const { positionals, values } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { role: { type: "string" } },
  });
  const [command, name, surplus] = positionals;
  if (surplus !== undefined)
    throw new Error(`Cannot run "admins ${command}" with "${surplus}": --help says how`);
  if (command === "list") return listOf(await admins.list());
  if (command !== "add" && command !== "remove")
    throw new Error(`There is no command "admins ${command ?? ""}"; --help lists them`);
  if (name === undefined || !NAME.test(name))
    throw new Error(
      `Cannot ${command} an admin as the name must be 1 to 64 letters, digits or . _ @ -: got "${name ?? ""}"`,
    );
  if (command === "remove") {
    await admins.remove(name);
    return `"${name}" may not sign in any more, and is signed out\n`;
  }
  const { role } = values;
  if (!isAdminRole(role))
    throw new Error(
      `Cannot add an admin as --role must be one of ${ADMIN_ROLES.join(", ")}: got "${role ?? ""}"`,
    );
  const password = await readPassword();
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH)
    throw new Error(
      `Cannot add an admin as the password must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters, in one line on standard input: got ${password.length}`,
    );
  await admins.add({ name, role, passwordHash: await hashPassword(password, cost) });
  return `"${name}" may sign in, as ${role}\n`;
}

function listOf(rows: Awaited<ReturnType<AccessTables["admins"]["list"]>>): string {
  if (rows.length === 0) return 'There is no admin: nobody may sign in; "admins add" makes one\n';
  return rows
    .map(
      ({ name, role, createdAtMs }) =>
        `${name.padEnd(24)}  ${role.padEnd(8)}  since ${new Date(createdAtMs).toISOString().slice(0, 10)}\n`,
    )
    .join("");
}
