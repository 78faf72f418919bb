import type { SqlDatabase } from "../sql/sql-database.ts";
import { createAdminSessions } from "./admin-sessions.ts";
import type { AdminSessions } from "./admin-sessions.ts";
import { createAdminTable } from "./admin-table.ts";
import type { AdminTable } from "./admin-table.ts";
import { createSiteDoor } from "./site-door.ts";
import type { SiteDoor } from "./site-door.ts";
import { createSiteTable } from "./site-table.ts";
import type { SiteTable } from "./site-table.ts";
import { createLoginAttempts } from "./login-attempts.ts";
import type { LoginAttempts } from "./login-attempts.ts";

/** Who may do what, in the store's database. */
export interface AccessTables {
  readonly admins: AdminTable;
  readonly sessions: AdminSessions;
  readonly attempts: LoginAttempts;
  readonly sites: SiteTable;
  /** Of this node. */
  readonly door: SiteDoor;
}

/** @param nowMs Milliseconds since 1970. */
export function createAccessTables(database: SqlDatabase, nowMs: () => number): AccessTables {
  const sites = createSiteTable(database, nowMs);
  return {
    admins: createAdminTable(database, nowMs),
    sessions: createAdminSessions(database, nowMs),
    attempts: createLoginAttempts(database, nowMs),
    sites,
    door: createSiteDoor(sites, nowMs),
  };
}
