import Fastify from "fastify";
import { expect, test } from "vitest";
import { answerRefusals } from "../answer-refusals.ts";
import { createMetrics } from "../metrics.ts";
import { deltaFile, randomKey, startServer } from "../server-fixture.ts";
import type { RunningServer } from "../run-server.ts";
import { siteAccess } from "./site-access.ts";

const ORIGIN = "https://shop.example";
const good = deltaFile([0.5, 0, -0.25]);
const REPORT = Uint8Array.of(1, 0, 0);

function send(
  { port }: Pick<RunningServer, "port">,
  path: "/v1/deltas" | "/v1/quality",
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream", "idempotency-key": randomKey(), ...headers },
    body: path === "/v1/deltas" ? good : REPORT,
  });
}

async function withSite(
  dailyQuota: number,
): Promise<{ server: RunningServer; token: string; lines: string[] }> {
  const lines: string[] = [];
  const server = await startServer({ log: { write: (line) => lines.push(line) } });
  const token = await server.store.access.sites.create({ name: "shop", origins: [ORIGIN], dailyQuota });
  return { server, token, lines };
}

test("reports need a token of the page's site as soon as there is one, and releases do not", async () => {
  const { server, token, lines } = await withSite(100);
  const other = await server.store.access.sites.create({
    name: "other",
    origins: ["https://other.example"],
    dailyQuota: 9,
  });
  for (const path of ["/v1/deltas", "/v1/quality"] as const) {
    const good = await send(server, path, { origin: ORIGIN, "personal-rank-token": token });
    expect(good.status).toBe(202);
    expect(good.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(good.headers.get("vary")).toBe("Origin");
    for (const [headers, status, reason] of [
      [{ origin: ORIGIN }, 401, "token"],
      [{ origin: ORIGIN, "personal-rank-token": "site-nonsense" }, 401, "token"],
      [{ origin: ORIGIN, "personal-rank-token": other }, 403, "origin"],
      [{ origin: "https://evil.example", "personal-rank-token": token }, 403, "origin"],
      [{ "personal-rank-token": token }, 403, "origin"],
    ] as const) {
      const answer = await send(server, path, headers);
      expect([answer.status, await answer.json()]).toEqual([status, { error: expect.any(String), reason }]);
      const mayRead = "origin" in headers && headers.origin === ORIGIN;
      expect(answer.headers.get("access-control-allow-origin")).toBe(mayRead ? ORIGIN : null);
      expect(answer.headers.get("vary")).toBe("Origin");
    }
  }
  expect(await server.store.status()).toMatchObject({ reports: 1 });
  const metrics = await (await fetch(`http://127.0.0.1:${server.metricsPort}/metrics`)).text();
  expect(metrics).toContain('personal_rank_deltas_rejected_total{reason="token"} 2\n');
  expect(metrics).toContain('personal_rank_quality_reports_rejected_total{reason="origin"} 3\n');
  const manifest = await fetch(`http://127.0.0.1:${server.port}/v1/manifest`, {
    headers: { origin: "https://a.example" },
  });
  expect([manifest.status, manifest.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  expect(lines.filter((line) => !line.includes("listening"))).toEqual([]);
});

test("a preflight is answered to the origins of any site, and to no other", async () => {
  const { server } = await withSite(100);
  const ask = (path: string, origin: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
  const known = await ask("/v1/deltas", ORIGIN);
  expect(known.status).toBe(204);
  expect(known.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  expect(known.headers.get("access-control-allow-headers")).toContain("personal-rank-token");
  expect(known.headers.get("vary")).toBe("Origin");
  const stranger = await ask("/v1/quality", "https://evil.example");
  expect(stranger.status).toBe(403);
  expect(stranger.headers.get("access-control-allow-origin")).toBeNull();
  expect((await ask("/v1/manifest", "https://evil.example")).headers.get("access-control-allow-origin")).toBe(
    "*",
  );
});

test("a site has its quota of reports of both kinds, over a restart, and is told when to come again", async () => {
  const { server, token } = await withSite(3);
  const headers = { origin: ORIGIN, "personal-rank-token": token };
  const paths = ["/v1/deltas", "/v1/quality", "/v1/deltas", "/v1/deltas"] as const;
  const statuses = [];
  for (const path of paths) statuses.push((await send(server, path, headers)).status);
  expect(statuses).toEqual([202, 202, 202, 429]);
  const refused = await send(server, "/v1/quality", headers);
  expect(await refused.json()).toEqual({
    error: expect.stringContaining("3 reports a day"),
    reason: "quota",
  });
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(86_400);
  expect(refused.headers.get("access-control-allow-origin")).toBe(ORIGIN);
});

test("an origin that has used up its part is told so, and leaves the other origins of its site theirs", async () => {
  const server = await startServer();
  const mobile = "https://m.shop.example";
  const token = await server.store.access.sites.create({
    name: "shop",
    origins: [ORIGIN, mobile],
    dailyQuota: 5,
    setApart: new Map([[mobile, 2]]),
  });
  const answers = [];
  for (const [path, origin] of [
    ["/v1/deltas", ORIGIN],
    ["/v1/quality", ORIGIN],
    ["/v1/deltas", ORIGIN],
    ["/v1/quality", ORIGIN],
    ["/v1/quality", mobile],
    ["/v1/deltas", mobile],
  ] as const)
    answers.push(await send(server, path, { origin, "personal-rank-token": token }));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 429, 202, 202]);
  const refused = answers[3];
  expect(await refused.json()).toEqual({
    error: expect.stringContaining(`Pages of ${ORIGIN} may send 3 of the reports`),
    reason: "quota",
  });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  // All of the site's have come: that is what is said now.
  const last = await send(server, "/v1/deltas", { origin: mobile, "personal-rank-token": token });
  expect([last.status, await last.json()]).toEqual([
    429,
    { error: expect.stringContaining("5 reports a day"), reason: "quota" },
  ]);
  expect(await server.store.status()).toMatchObject({ reports: 3 });
});

test("a page can read when to come again while the database is away", async () => {
  const app = Fastify();
  const away = async (): Promise<never> => {
    throw new Error("the database is away");
  };
  siteAccess(app, { hasOrigin: away, enter: away, settle: away });
  answerRefusals(app, createMetrics());
  app.post("/v1/deltas", async () => null);
  for (const method of ["POST", "OPTIONS"] as const) {
    const answer = await app.inject({ method, url: "/v1/deltas", headers: { origin: ORIGIN } });
    expect([answer.statusCode, answer.headers["access-control-allow-origin"]]).toEqual([503, "*"]);
    expect(answer.headers["retry-after"]).toMatch(/^\d+$/);
    expect(answer.headers["access-control-expose-headers"]).toContain("Retry-After");
  }
});
