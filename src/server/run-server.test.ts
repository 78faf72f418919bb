import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hashPassword } from "./access/password-hash.ts";
import { createManifestSource } from "./manifest-source.ts";
import { createMetrics } from "./metrics.ts";
import { createServer } from "./create-server.ts";
import { passingSigningKeys } from "./signing-keys.ts";
import { DATABASE_FILE } from "./open-database.ts";
import { openLibsqlDatabase } from "./sql/libsql-database.ts";
import { deltaFile, postDelta, randomKey, startServer, temporaryFolder } from "./server-fixture.ts";

const TCP_TABLE = "/proc/net/tcp";
const ESTABLISHED = "01";
const good = deltaFile([0.5, 0, -0.25]);

describe("runServer", () => {
  test("counts a delta once that is sent concurrently, again, and after a restart", async () => {
    const dataDir = temporaryFolder();
    const key = randomKey();
    const before = await startServer({ dataDir });
    const together = await Promise.all([1, 2, 3].map(() => postDelta(before.port, good, key)));
    expect(together.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 200, 202]);
    await before.close();
    const after = await startServer({ dataDir });
    expect((await postDelta(after.port, good, key)).status).toBe(200);
    expect((await after.store.status()).reports).toBe(1);
  });

  test("answers livez and readyz, and readyz with 503 when the store cannot be written", async () => {
    const { port, store } = await startServer();
    const status = async (path: string): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect(await status("/livez")).toBe(200);
    expect(await status("/readyz")).toBe(200);
    await store.close();
    expect(await status("/livez")).toBe(200);
    expect(await status("/readyz")).toBe(503);
    expect(await status("/nowhere")).toBe(404);
  });

  test("is not ready when it is about to close, and still serves", async () => {
    const { store } = await startServer();
    const manifests = createManifestSource({ store, keys: passingSigningKeys(0), nowMs: () => 0 });
    const options = { store, metrics: createMetrics(), manifests, log: null };
    for (const [isLeaving, code] of [
      [true, 503],
      [false, 200],
    ] as const) {
      const app = createServer({ ...options, isLeaving: () => isLeaving });
      expect((await app.inject("/readyz")).statusCode).toBe(code);
      expect((await app.inject("/v1/manifest")).statusCode).toBe(200);
      await app.close();
    }
  });

  test("serves metrics on their own port only", async () => {
    const { port, metricsPort } = await startServer();
    await postDelta(port, good);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);
    const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    expect(answer.headers.get("content-type")).toContain("version=0.0.4");
    const text = await answer.text();
    expect(text).toContain("personal_rank_round_reports 1\n");
    expect(text).toContain("personal_rank_head_version 0\n");
    expect(text).toContain("personal_rank_db_commit_duration_seconds_count 1\n");
  });

  test("lets admins sign in at the metrics port only, and logs nothing of them", async () => {
    const lines: string[] = [];
    const { port, metricsPort, store } = await startServer({ log: { write: (line) => lines.push(line) } });
    const passwordHash = await hashPassword("a long password", { log2Cost: 4, parallelization: 1 });
    await store.access.admins.add({ name: "mallory", role: "viewer", passwordHash });
    const signIn = (at: number, password: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${at}/admin/session`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: `http://127.0.0.1:${at}` },
        body: JSON.stringify({ name: "mallory", password }),
      });
    expect((await signIn(port, "a long password")).status).toBe(404);
    expect((await signIn(metricsPort, "a long passwort")).status).toBe(401);
    const answer = await signIn(metricsPort, "a long password");
    expect(answer.status).toBe(204);
    const cookie = String(answer.headers.get("set-cookie"));
    await store.close();
    const url = `http://127.0.0.1:${metricsPort}/admin/session?secret=1`;
    expect((await fetch(url, { headers: { cookie } })).status).toBe(503);
    const log = lines.join("");
    expect(log).toContain("request failed");
    expect(log).not.toMatch(/mallory|passwor|secret|cookie|remoteAddress/);
  });

  test("logs no address, user agent, URL or body, not even of what fails", async () => {
    const lines: string[] = [];
    const { port, store } = await startServer({ cohort: 1, log: { write: (line) => lines.push(line) } });
    const headers = { "user-agent": "TellTale/1.0", "content-type": "text/plain" };
    await fetch(`http://127.0.0.1:${port}/v1/deltas?secret=1`, { method: "POST", headers, body: "secret" });
    await fetch(`http://127.0.0.1:${port}/secret`, { headers });
    await postDelta(port, good);
    await store.close();
    await postDelta(port, good);
    const log = lines.join("");
    expect(log).toContain("round closed");
    expect(log).toContain("request failed");
    expect(log).not.toMatch(/TellTale|secret|remoteAddress|"host"|"url"|personal-rank-delta/);
    expect(log.replace(/listening at [^"]*/g, "")).not.toContain("127.0.0.1");
  });

  test("answers every request that it had begun to receive when it closes, and loses none of them", async () => {
    const dataDir = temporaryFolder();
    const server = await startServer({ dataDir, cohort: 1_000 });
    const half = good.length / 2;
    const begun = await Promise.all(
      Array.from({ length: 60 }, () => {
        const head = `POST /v1/deltas HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nIdempotency-Key: ${randomKey()}\r\nContent-Length: ${good.length}\r\n\r\n`;
        return beginRequest(server.port, Buffer.concat([Buffer.from(head), good.subarray(0, half)]));
      }),
    );
    // Under load, from senders that keep their connections.
    const isDone = new AbortController();
    const statuses: number[] = [];
    const senders = Array.from({ length: 8 }, async () => {
      while (!isDone.signal.aborted)
        statuses.push(
          await postDelta(server.port, good).then(
            ({ status }) => status,
            () => 0, // the server no longer listens
          ),
        );
    });
    await expect.poll(() => statuses.length).toBeGreaterThan(20);
    const startedMs = performance.now();
    const closing = server.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const answers = begun.map((request) => request.finish(good.subarray(half)));
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 202 /);
    await closing;
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    isDone.abort();
    await Promise.all(senders);
    const counts = (wanted: number): number => statuses.filter((status) => status === wanted).length;
    expect(counts(202) + counts(503) + counts(0)).toBe(statuses.length);
    const after = await startServer({ dataDir, cohort: 1_000 });
    expect((await after.store.status()).reports).toBe(begun.length + counts(202));
  });

  test("signs with keys that outlive it: a page that names its root key still believes it after a restart", async () => {
    const dataDir = temporaryFolder();
    const before = await startServer({ dataDir });
    const manifestOf = async (port: number): Promise<string> =>
      (await fetch(`http://127.0.0.1:${port}/v1/manifest`)).text();
    const first = await manifestOf(before.port);
    expect(before.rootKey).toMatch(/^[\w-]{43}$/);
    await before.close();
    const after = await startServer({ dataDir });
    expect(after.rootKey).toBe(before.rootKey);
    // The same facts, signed by the same keys: Ed25519 draws nothing.
    expect(await manifestOf(after.port)).toBe(first);
    const stranger = await startServer();
    expect(stranger.rootKey).not.toBe(before.rootKey);
  });

  test.each([
    [["127.0.0.0/8", "::1"], 20],
    [["192.0.2.1"], 1],
  ])("believes what proxies at %j say of networks, and nobody else", async (trustedProxies, networks) => {
    const dataDir = temporaryFolder();
    const server = await startServer({ dataDir, cohort: 1_000, trustedProxies });
    for (let network = 0; network < 20; network++)
      await fetch(`http://127.0.0.1:${server.port}/v1/deltas`, {
        method: "POST",
        headers: {
          "content-type": "application/octet-stream",
          "idempotency-key": randomKey(),
          "x-forwarded-for": `198.51.${network}.7`,
        },
        body: good,
      });
    await server.close();
    const database = openLibsqlDatabase(join(dataDir, DATABASE_FILE));
    const rows = await database.all("SELECT DISTINCT bucket FROM report", []);
    await database.close();
    // 20 networks fall into 10 to 19 of the 32 groups, but for one time in a million.
    if (networks === 1) expect(rows).toHaveLength(1);
    else expect(rows.length).toBeGreaterThan(8);
  });

  test("leaves nothing open when its port is taken", async () => {
    const { port } = await startServer();
    await expect(startServer({ port })).rejects.toThrow("EADDRINUSE");
  });

  test("ends a connection that asks a thousand things before the first is answered, and answers one that asks sixteen", async () => {
    const { port } = await startServer();
    const ask = "GET /v1/manifest HTTP/1.1\r\nHost: x\r\n\r\n";
    const last = ask.replace("Host", "Connection: close\r\nHost");
    const answersTo = async (times: number): Promise<number> =>
      (await answerTo(port, ask.repeat(times - 1) + last)).split("HTTP/1.1 200").length - 1;
    expect(await answersTo(16)).toBe(16);
    expect(await answersTo(1_000)).toBeLessThanOrEqual(16);
    expect((await fetch(`http://127.0.0.1:${port}/v1/manifest`)).status).toBe(200);
  });

  // Linux says how far connections are.
  test.skipIf(!existsSync(TCP_TABLE))("has room for 800 that knock before any is let in", async () => {
    const { port } = await startServer();
    const sockets = Array.from({ length: 800 }, () => connect(port, "127.0.0.1"));
    // By then all have knocked, and the event loop has not turned to let one in.
    await new Promise((resolve) => process.nextTick(resolve));
    const to = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
    const states = readFileSync(TCP_TABLE, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , remote]) => remote?.endsWith(to))
      .map(([, , , state]) => state);
    for (const socket of sockets) socket.destroy();
    expect(states).toHaveLength(800);
    expect(states.filter((state) => state !== ESTABLISHED)).toEqual([]);
  });

  test("is heard by a sender of far too much that reads only when it has been refused, and waits for nobody long", async () => {
    const { port } = await startServer();
    const head =
      "POST /v1/deltas HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).pause();
    socket.on("error", () => undefined); // the end follows
    socket.write(head + chunk.repeat(100));
    // Refused after the first chunk; the rest is under way, and would meet a closed door.
    await new Promise((resolve) => setTimeout(resolve, 400));
    let answer = "";
    socket.on("data", (bytes) => (answer += bytes.toString()));
    socket.resume();
    await new Promise((resolve) => {
      for (const event of ["end", "close"]) socket.once(event, resolve);
    });
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("cuts off senders that dawdle over headers or body", { timeout: 15_000 }, async () => {
    const { port, metricsPort } = await startServer();
    const answers = await Promise.all([
      answerTo(metricsPort, "POST /admin/session HTTP/1.1\r\nHost: x\r\nX-Slow: "),
      answerTo(port, "POST /v1/deltas HTTP/1.1\r\nHost: x\r\nX-Slow: "),
      answerTo(
        port,
        "POST /v1/deltas HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\nx",
      ),
    ]);
    for (const answer of answers) expect(answer).toContain("408");
  });
});

/** Sends the first part of a request; settles when the server may have it. */
function beginRequest(
  port: number,
  part: Uint8Array,
): Promise<{ finish(rest: Uint8Array): Promise<string> }> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(part, () =>
        resolve({
          finish: (rest) =>
            new Promise((settle) => {
              socket.on("close", () => settle(answer));
              socket.write(rest);
            }),
        }),
      );
    });
    socket.on("data", (bytes) => (answer += bytes.toString()));
    socket.on("error", reject);
  });
}

/** What a server says on a connection before it ends it. */
function answerTo(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.on("data", (bytes) => (answer += bytes.toString()));
    socket.on("error", () => undefined); // the end follows
    socket.on("close", () => resolve(answer));
  });
}
