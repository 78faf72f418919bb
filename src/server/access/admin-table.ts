import { count, text } from "../sql/sql-database.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import type { Admin, AdminRole } from "./admin.ts";

export interface AdminRow extends Admin {
  readonly createdAtMs: number;
}

/** Who may sign in, in a migrated database. */
export interface AdminTable {
  /**
   * @param passwordHash As `hashPassword` gives it.
   * @throws {Error} if there is one of this name.
   */
  add(admin: Admin & { readonly passwordHash: string }): Promise<void>;
  /** By name. */
  list(): Promise<readonly AdminRow[]>;
  /**
   * Signs the admin out everywhere, too.
   *
   * @throws {Error} if there is none of this name.
   */
  remove(name: string): Promise<void>;
  /** Null if there is none of this name. */
  passwordHashOf(name: string): Promise<string | null>;
}

/** @see AdminTable */
export function createAdminTable(database: SqlDatabase, nowMs: () => number): AdminTable {
  return {
    async add({ name, role, passwordHash }) {
      const added = await database.run(
        "INSERT INTO admin (name, role, password_hash, created_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [name, role, passwordHash, nowMs()],
      );
      if (added === 0)
        throw new Error(`Cannot add the admin "${name}" as there is one of that name: remove it first`);
    },
    async list() {
      const rows = await database.all("SELECT name, role, created_at_ms FROM admin ORDER BY name", []);
      return rows.map((row) => ({
        name: text(row, "name"),
        role: text(row, "role") as AdminRole, // as `add` wrote it
        createdAtMs: count(row, "created_at_ms"),
      }));
    },
    async remove(name) {
      const removed = await database.transaction(async (session) => {
        await session.run("DELETE FROM admin_session WHERE name = ?", [name]);
        return session.run("DELETE FROM admin WHERE name = ?", [name]);
      });
      if (removed === 0)
        throw new Error(
          `Cannot remove the admin "${name}" as there is none of that name: "admins list" lists them`,
        );
    },
    async passwordHashOf(name) {
      const [row] = await database.all("SELECT password_hash FROM admin WHERE name = ?", [name]);
      return row === undefined ? null : text(row, "password_hash");
    },
  };
}
