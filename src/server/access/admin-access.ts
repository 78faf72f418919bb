import type { FastifyError, FastifyInstance } from "fastify";
import type { AccessTables } from "./access-tables.ts";
import { AccessError } from "./access-error.ts";
import type { Admin } from "./admin.ts";
import { createAdminLogin } from "./admin-login.ts";
import type { AdminLoginOptions } from "./admin-login.ts";
import { SESSION_LIFETIME_MS } from "./admin-sessions.ts";
import { sendAccessError } from "./send-access-error.ts";
import { adminOf } from "./require-role.ts";
import { requireSameOrigin } from "./require-same-origin.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who is signed in, on an app that `adminAccess` was called with; null: nobody. */
    admin: Admin | null;
  }
}

export interface AdminAccessOptions extends AdminLoginOptions {
  readonly access: Pick<AccessTables, "admins" | "sessions" | "attempts">;
}

const COOKIE = "personal-rank-admin";
/** Browsers take it over https only, and from no other host. */
const SECURE_COOKIE = `__Host-${COOKIE}`;
const BODY_LIMIT_BYTES = 4_096;
const MAX_NAME_LENGTH = 64;
const MAX_PASSWORD_LENGTH = 1_024;

/**
 * Lets admins sign in at an app, and knows at all of its routes who they are (`request.admin`; see `requireRole`).
 *
 * - `POST /admin/session` with JSON `{ name, password }`: 204 and the cookie; 401 `not-signed-in`; 429 `throttled` with `Retry-After`.
 * - `GET /admin/session`: 200 `{ name, role }`, or 401.
 * - `DELETE /admin/session`: 204; the session is over.
 *
 * Call it before the routes that need it. Errors in the whole app are then answered as `{ error, reason }`.
 */
export function adminAccess(app: FastifyInstance, options: AdminAccessOptions): void {
  const { sessions } = options.access;
  const login = createAdminLogin(options);
  app.decorateRequest("admin", null);
  app.addHook("onRequest", async (request) => {
    const token = tokenIn(request.headers.cookie);
    if (token !== null) request.admin = await sessions.find(token);
  });
  answerAccessErrors(app);

  app.post("/admin/session", { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const origin = requireSameOrigin(request);
    const { name, password } = credentialsIn(request.body);
    const answer = await login.logIn(name, password);
    if (answer.outcome === "wait") {
      const seconds = Math.ceil(answer.waitMs / 1_000);
      throw new AccessError("throttled", `There were too many attempts: wait ${seconds} s`, answer.waitMs);
    }
    if (answer.outcome === "refused") throw new AccessError("not-signed-in", "Name or password is wrong");
    return reply
      .header("set-cookie", cookie(origin, answer.token, SESSION_LIFETIME_MS / 1_000))
      .header("cache-control", "no-store")
      .code(204)
      .send();
  });

  app.get("/admin/session", async (request, reply) => {
    const { name, role } = adminOf(request);
    return reply.header("cache-control", "no-store").send({ name, role });
  });

  app.delete("/admin/session", async (request, reply) => {
    const origin = requireSameOrigin(request);
    const token = tokenIn(request.headers.cookie);
    if (token !== null) await sessions.close(token);
    return reply
      .header("set-cookie", cookie(origin, "", 0))
      .code(204)
      .send();
  });
}

function answerAccessErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError | AccessError>((error, request, reply) => {
    if (error instanceof AccessError) return sendAccessError(reply, error);
    const { statusCode = 500 } = error;
    if (statusCode < 500) return reply.code(statusCode).send({ error: error.message, reason: "format" });
    request.log.error({ err: error, route: request.routeOptions.url }, "request failed");
    return reply
      .code(503)
      .send({ error: "The server cannot store or read now; try again later", reason: "unavailable" });
  });
}

function cookie(origin: string, token: string, maxAgeSeconds: number): string {
  const isSecure = origin.startsWith("https:");
  const name = isSecure ? SECURE_COOKIE : COOKIE;
  return `${name}=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;
}

/** The secure one first: an attacker on the same host without https can set the other. */
function tokenIn(header: string | undefined): string | null {
  for (const name of [SECURE_COOKIE, COOKIE]) {
    const [, token] = new RegExp(`(?:^|; ?)${name}=([\\w-]{43})(?:;|$)`).exec(header ?? "") ?? [];
    if (token !== undefined) return token;
  }
  return null;
}

function credentialsIn(body: unknown): { name: string; password: string } {
  const { name, password } =
    typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  if (isTextOfAtMost(name, MAX_NAME_LENGTH) && isTextOfAtMost(password, MAX_PASSWORD_LENGTH))
    return { name, password };
  throw Object.assign(
    new Error(
      `The body must be JSON { "name", "password" }: texts of 1 to ${MAX_NAME_LENGTH} and ${MAX_PASSWORD_LENGTH} characters`,
    ),
    { statusCode: 422 },
  );
}

function isTextOfAtMost(value: unknown, most: number): value is string {
  return typeof value === "string" && value !== "" && value.length <= most;
}
