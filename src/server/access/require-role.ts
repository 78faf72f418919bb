import type { FastifyRequest, preHandlerAsyncHookHandler } from "fastify";
import { AccessError } from "./access-error.ts";
import { isAtLeast } from "./admin.ts";
import type { Admin, AdminRole } from "./admin.ts";
import { requireSameOrigin } from "./require-same-origin.ts";

const UNCHANGING = new Set(["GET", "HEAD"]);

/**
 * A `preHandler` for routes on an app that `adminAccess` was called with: lets those pass who are signed in with this role or a
 * higher one, and what changes anything from a page of this server only.
 *
 *   app.post("/admin/rounds/:id", { preHandler: requireRole("reviewer") }, async (request) => decide(adminOf(request).name));
 *
 * Others are answered `{ error, reason }`: 401 `not-signed-in`, 403 `role` or `cross-origin`.
 */
export function requireRole(least: AdminRole): preHandlerAsyncHookHandler {
  return async (request) => {
    const { name, role } = adminOf(request);
    if (!isAtLeast(role, least))
      throw new AccessError(
        "role",
        `"${name}" must be ${least} or more: is ${role}; an owner of the server may change that`,
      );
    if (!UNCHANGING.has(request.method)) requireSameOrigin(request);
  };
}

/**
 * Who is signed in.
 *
 * @throws {AccessError} `not-signed-in`.
 */
export function adminOf(request: FastifyRequest): Admin {
  if (request.admin) return request.admin;
  throw new AccessError("not-signed-in", "You must be signed in: POST /admin/session with name and password");
}
