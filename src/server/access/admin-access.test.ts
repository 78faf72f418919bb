import Fastify from "fastify";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import { createAccessTables } from "./access-tables.ts";
import type { AccessTables } from "./access-tables.ts";
import { adminAccess } from "./admin-access.ts";
import type { AdminRole } from "./admin.ts";
import { SESSION_IDLE_MS, SESSION_LIFETIME_MS } from "./admin-sessions.ts";
import { hashPassword } from "./password-hash.ts";
import { adminOf, requireRole } from "./require-role.ts";

const PASSWORD = "correct horse battery";
/** A guess must not cost a test a second. */
const cost = { log2Cost: 4, parallelization: 1 };
const HOST = "admin.example:8788";
const HERE = { host: HOST, origin: `http://${HOST}`, "sec-fetch-site": "same-origin" };

interface Place {
  readonly app: FastifyInstance;
  readonly access: AccessTables;
  /** Changed by tests: the clock. */
  readonly clock: { nowMs: number };
}

/** An app with an admin of each role, and a route for each. */
async function open(): Promise<Place> {
  const clock = { nowMs: 1_000_000 };
  const database = openLibsqlDatabase(":memory:");
  await migrate(database);
  const access = createAccessTables(database, () => clock.nowMs);
  const app = Fastify();
  adminAccess(app, { access, cost });
  for (const role of ["viewer", "reviewer", "owner"] satisfies AdminRole[]) {
    await access.admins.add({ name: role, role, passwordHash: await hashPassword(PASSWORD, cost) });
    app.get(`/for/${role}`, { preHandler: requireRole(role) }, async (request) => adminOf(request).name);
    app.post(`/for/${role}`, { preHandler: requireRole(role) }, async () => "done");
  }
  onTestFinished(async () => {
    await app.close();
    await database.close();
  });
  return { app, access, clock };
}

const logIn = (
  app: FastifyInstance,
  payload: unknown,
  headers: Readonly<Record<string, string>> = HERE,
): Promise<LightMyRequestResponse> =>
  app.inject({ method: "POST", url: "/admin/session", headers, payload: payload as object });

const cookieOf = (answer: LightMyRequestResponse): string =>
  String(answer.headers["set-cookie"]).split(";")[0];

const get = (app: FastifyInstance, url: string, cookie: string): Promise<LightMyRequestResponse> =>
  app.inject({ url, headers: { host: HOST, cookie } });

async function signIn(app: FastifyInstance, name = "reviewer"): Promise<string> {
  const answer = await logIn(app, { name, password: PASSWORD });
  expect(answer.statusCode).toBe(204);
  return cookieOf(answer);
}

describe("a session", () => {
  test("begins with the right password, says whose it is, and ends", async () => {
    const { app } = await open();
    const cookie = await signIn(app);
    const session = await get(app, "/admin/session", `theme=dark; ${cookie}; other=1`);
    expect(session.json()).toEqual({ name: "reviewer", role: "reviewer" });
    expect(session.headers["cache-control"]).toBe("no-store");
    const end = await app.inject({ method: "DELETE", url: "/admin/session", headers: { ...HERE, cookie } });
    expect(end.statusCode).toBe(204);
    expect(end.headers["set-cookie"]).toContain("personal-rank-admin=; Path=/; Max-Age=0");
    const after = await get(app, "/admin/session", cookie);
    expect(after.statusCode).toBe(401);
    expect(after.json()).toEqual({ error: expect.any(String), reason: "not-signed-in" });
  });

  test("is kept from scripts and other sites, and off plain http where the page is on https", async () => {
    const { app } = await open();
    const attributes = "Path=/; Max-Age=43200; HttpOnly; SameSite=Strict";
    const plain = await logIn(app, { name: "owner", password: PASSWORD });
    expect(plain.headers["set-cookie"]).toMatch(
      new RegExp(`^personal-rank-admin=[\\w-]{43}; ${attributes}$`),
    );
    const headers = { ...HERE, origin: `https://${HOST}` };
    const secure = await logIn(app, { name: "owner", password: PASSWORD }, headers);
    expect(secure.headers["set-cookie"]).toMatch(
      new RegExp(`^__Host-personal-rank-admin=[\\w-]{43}; ${attributes}; Secure$`),
    );
    expect((await get(app, "/admin/session", cookieOf(secure))).json().name).toBe("owner");
  });

  test("ends an hour after its last use, and after twelve hours anyway", async () => {
    const { app, clock } = await open();
    const idle = await signIn(app);
    clock.nowMs += SESSION_IDLE_MS - 1;
    const used = await signIn(app);
    expect((await get(app, "/admin/session", idle)).statusCode).toBe(200);
    clock.nowMs += SESSION_IDLE_MS + 1;
    expect((await get(app, "/admin/session", idle)).statusCode).toBe(401);
    expect((await get(app, "/admin/session", used)).statusCode).toBe(401);
    const long = await signIn(app);
    for (let hour = 0; hour < SESSION_LIFETIME_MS; hour += SESSION_IDLE_MS) {
      expect((await get(app, "/admin/session", long)).statusCode).toBe(200);
      clock.nowMs += SESSION_IDLE_MS - 1_000;
    }
    clock.nowMs += 30_000;
    expect((await get(app, "/admin/session", long)).statusCode).toBe(401);
  });

  test("ends with the admin", async () => {
    const { app, access } = await open();
    const cookie = await signIn(app);
    await access.admins.remove("reviewer");
    await access.admins.add({ name: "reviewer", role: "owner", passwordHash: await hashPassword("x", cost) });
    expect((await get(app, "/admin/session", cookie)).statusCode).toBe(401);
  });
});

describe("POST /admin/session", () => {
  test("answers the same for a wrong password and for a name that nobody has, also after many attempts", async () => {
    const { app, clock } = await open();
    const ask = async (name: string): Promise<unknown[]> => {
      const answers = [];
      for (let attempt = 0; attempt < 7; attempt++) {
        const answer = await logIn(app, { name, password: "not the password" });
        answers.push([answer.statusCode, answer.headers["retry-after"], answer.json()]);
      }
      return answers;
    };
    const known = await ask("owner");
    expect(await ask("nobody")).toEqual(known);
    expect(known.map((answer) => (answer as number[])[0])).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(known[5]).toEqual([429, "1", { error: expect.stringContaining("wait 1 s"), reason: "throttled" }]);
    // Even the right one has to wait, and others do not.
    expect((await logIn(app, { name: "owner", password: PASSWORD })).statusCode).toBe(429);
    await signIn(app, "viewer");
    clock.nowMs += 1_000;
    await signIn(app, "owner");
    expect((await logIn(app, { name: "owner", password: "not the password" })).statusCode).toBe(401);
  });

  test("makes each further failure wait twice as long, up to a quarter of an hour", async () => {
    const { app, clock } = await open();
    const waits: number[] = [];
    while (waits.length < 13) {
      const answer = await logIn(app, { name: "owner", password: "not the password" });
      if (answer.statusCode !== 429) continue;
      const seconds = Number(answer.headers["retry-after"]);
      waits.push(seconds);
      clock.nowMs += seconds * 1_000;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  test("counts attempts that come at once like those that come in turn", async () => {
    const { app } = await open();
    const guesses = Array.from({ length: 30 }, () =>
      logIn(app, { name: "owner", password: "a wrong guess" }),
    );
    const codes = (await Promise.all(guesses)).map(({ statusCode }) => statusCode);
    expect(codes.filter((code) => code === 401)).toHaveLength(5);
    expect(codes.filter((code) => code === 429)).toHaveLength(25);
  });

  test.each<[string, unknown, number]>([
    ["no body", undefined, 422],
    ["a text", "owner", 415],
    ["null", "null", 415],
    ["no password", { name: "owner" }, 422],
    ["a number", { name: "owner", password: 1 }, 422],
    ["a name that is too long", { name: "o".repeat(65), password: PASSWORD }, 422],
    ["a large body", { name: "owner", password: "x".repeat(5_000) }, 413],
  ])("refuses %s", async (_, body, code) => {
    const { app } = await open();
    const answer = await logIn(app, body);
    expect(answer.statusCode).toBe(code);
    expect(answer.json()).toEqual({ error: expect.any(String), reason: "format" });
  });
});

describe("requireRole", () => {
  test.each<[AdminRole, number[]]>([
    ["viewer", [200, 403, 403]],
    ["reviewer", [200, 200, 403]],
    ["owner", [200, 200, 200]],
  ])("lets a %s do what it may", async (name, codes) => {
    const { app } = await open();
    const cookie = await signIn(app, name);
    const answers = [];
    for (const role of ["viewer", "reviewer", "owner"]) answers.push(await get(app, `/for/${role}`, cookie));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(codes);
    expect(answers[0].body).toBe(name);
  });

  test("refuses who is not signed in, with whatever cookie", async () => {
    const { app } = await open();
    for (const cookie of ["", "personal-rank-admin=", `personal-rank-admin=${"A".repeat(43)}`, "a=b; c"])
      expect((await get(app, "/for/viewer", cookie)).statusCode).toBe(401);
  });

  test.each<[string, Record<string, string>]>([
    ["another site", { host: HOST, origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    [
      "another port of the same host",
      { host: HOST, origin: "http://admin.example", "sec-fetch-site": "same-site" },
    ],
    ["a sandboxed frame", { host: HOST, origin: "null" }],
    ["nobody knows where", { host: HOST }],
    ["a page whose browser says it is another", { ...HERE, "sec-fetch-site": "cross-site" }],
  ])("refuses what changes something and comes from %s, even with the cookie", async (_, headers) => {
    const { app } = await open();
    const cookie = await signIn(app, "owner");
    const post = (from: Record<string, string>): Promise<LightMyRequestResponse> =>
      app.inject({ method: "POST", url: "/for/owner", headers: { ...from, cookie } });
    const refused = await post(headers);
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toEqual({ error: expect.stringContaining(HOST), reason: "cross-origin" });
    expect((await post(HERE)).statusCode).toBe(200);
    expect((await logIn(app, { name: "owner", password: PASSWORD }, headers)).statusCode).toBe(403);
    const end = await app.inject({
      method: "DELETE",
      url: "/admin/session",
      headers: { ...headers, cookie },
    });
    expect(end.statusCode).toBe(403);
    expect((await get(app, "/admin/session", cookie)).statusCode).toBe(200);
  });
});
