/** What somebody may do at the admin port: each may do what those before it may. */
export const ADMIN_ROLES = ["viewer", "reviewer", "owner"] as const;

export type AdminRole = (typeof ADMIN_ROLES)[number];

/** Somebody who looks after the server. */
export interface Admin {
  readonly name: string;
  readonly role: AdminRole;
}

export function isAdminRole(value: unknown): value is AdminRole {
  return ADMIN_ROLES.some((role) => role === value);
}

/** Says whether this role may do what needs at least that one. */
export function isAtLeast(role: AdminRole, least: AdminRole): boolean {
  return ADMIN_ROLES.indexOf(role) >= ADMIN_ROLES.indexOf(least);
}
