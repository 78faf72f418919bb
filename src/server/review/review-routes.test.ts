import Fastify from "fastify";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ReviewRound } from "../../base/review-report.ts";
import { canarySet } from "../../federation/canary.test-helper.ts";
import { encodeCanarySet } from "../../federation/canary-set.ts";
import { adminAccess } from "../access/admin-access.ts";
import { hashPassword } from "../access/password-hash.ts";
import { openStore } from "../open-store.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { deltaFile, randomKey, temporaryFolder } from "../server-fixture.ts";
import type { Store } from "../store.ts";
import { reviewRoutes } from "./review-routes.ts";

const HOST = "admin.example:8788";
const HERE = { host: HOST, origin: `http://${HOST}`, "sec-fetch-site": "same-origin" };
const PASSWORD = "correct horse battery";
const cost = { log2Cost: 4, parallelization: 1 };
const LISTS = canarySet({ seed: 2, pages: 30, items: 14, catalogue: 40, taste: [1, 0, -1] });

interface Place {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly as: (
    role: "viewer" | "reviewer",
  ) => Promise<(method: "GET" | "POST", url: string, payload?: object) => Promise<LightMyRequestResponse>>;
}

/** A store with a candidate that was tried on lists, and who may look at it. */
async function open(): Promise<Place> {
  const store = await openStore({
    dataDir: temporaryFolder(),
    layout: "phi-1",
    dimensions: 3,
    ...PLAIN_ROUNDS,
    promotion: "person",
    noiseMultiplier: 0.5,
  });
  await store.installCanarySet(encodeCanarySet({ ...LISTS, layout: "phi-1" }));
  await store.addDelta({
    key: randomKey(),
    baseVersion: 0,
    bytes: deltaFile([0.5, 0, -0.5]),
    network: "198.51.100",
  });
  await store.advance();
  const app = Fastify();
  adminAccess(app, { access: store.access, cost });
  reviewRoutes(app, { store, pageFolder: null });
  onTestFinished(async () => {
    await app.close();
    await store.close().catch(() => undefined); // a test may have closed it itself
  });
  return {
    app,
    store,
    as: async (role) => {
      await store.access.admins.add({ name: role, role, passwordHash: await hashPassword(PASSWORD, cost) });
      const payload = { name: role, password: PASSWORD };
      const answer = await app.inject({ method: "POST", url: "/admin/session", headers: HERE, payload });
      const cookie = String(answer.headers["set-cookie"]).split(";")[0];
      return (method, url, payload) =>
        app.inject({
          method,
          url,
          headers: { ...HERE, cookie },
          ...(payload === undefined ? {} : { payload }),
        });
    },
  };
}

describe("reviewRoutes", () => {
  test("shows nothing of any round to who is not signed in, and a page that may run its own script alone", async () => {
    const { app } = await open();
    for (const url of ["/admin/rounds", "/admin/rounds/0"])
      expect((await app.inject(url)).statusCode).toBe(401);
    const page = await app.inject("/admin");
    expect(page.body).toContain("<rank-review>");
    expect(page.body).not.toMatch(/<style|style=|<script(?! type="module" src=)/);
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect((await app.inject("/admin/personal-rank-review.js")).json()).toMatchObject({
      reason: "not-found",
    });
  });

  test("shows viewers what a candidate does, and lets them decide nothing", async () => {
    const { store, as } = await open();
    const ask = await as("viewer");
    expect((await ask("GET", "/admin/rounds")).json()).toMatchObject({
      version: 0,
      rounds: [
        { id: 1, state: "OPEN" },
        { id: 0, state: "CANDIDATE", version: 1, reports: 1 },
      ],
    });
    const answer = await ask("GET", "/admin/rounds/0");
    expect(answer.headers["cache-control"]).toBe("no-store");
    const { epsilon, notRun, candidate, checks } = answer.json<ReviewRound>();
    expect(epsilon).toBeGreaterThan(1);
    expect([notRun, checks.length]).toEqual([[], 7]);
    expect(candidate!.updateNorm).toBeGreaterThan(0);
    const lists = candidate!.lists!;
    const sum = (shares: readonly { before: number; after: number }[], key: "before" | "after") =>
      shares.reduce((total, share) => total + share[key], 0);
    expect([sum(lists.brands, "before"), sum(lists.brands, "after")]).toEqual([
      expect.closeTo(1, 9),
      expect.closeTo(1, 9),
    ]);
    expect(lists.pages).toBe(30);
    for (const { length, items } of lists.examples) {
      expect(length).toBe(14);
      // The first ten before and the first ten after, each once, in the new order.
      for (const key of ["before", "after"] as const)
        expect(
          items
            .map((item) => item[key])
            .filter((place) => place <= 10)
            .sort((a, b) => a - b),
        ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(items.map(({ after }) => after)).toEqual(items.map(({ after }) => after).sort((a, b) => a - b));
      for (const { title } of items) expect(title).toMatch(/^Thing \d$/);
    }
    const moved = lists.examples.map(
      ({ items }) => items.filter(({ before, after }) => before !== after).length,
    );
    expect(moved[0]).toBeGreaterThan(0);
    const refused = await ask("POST", "/admin/rounds/0/decision", { verdict: "promote", reason: "good" });
    expect(refused.statusCode).toBe(403);
    expect((await store.manifest()).version).toBe(0);
    for (const id of ["7", "-1", "x", "1e3"])
      expect((await ask("GET", `/admin/rounds/${id}`)).statusCode).toBe(404);
  });

  test("lets reviewers decide with a reason, by their own name, once", async () => {
    const { store, as } = await open();
    const ask = await as("reviewer");
    for (const wrong of [
      { verdict: "promote" },
      { verdict: "promote", reason: "  " },
      { verdict: "drop", reason: "x" },
      { verdict: "reject", reason: "x".repeat(2_001) },
      [],
    ]) {
      const refused = await ask("POST", "/admin/rounds/0/decision", wrong);
      expect([refused.statusCode, refused.json<{ reason: string }>().reason]).toEqual([422, "format"]);
    }
    expect((await store.round(0))?.state).toBe("CANDIDATE");
    const decision = { verdict: "promote", reason: " better for lamps " };
    const answer = await ask("POST", "/admin/rounds/0/decision", decision);
    expect(answer.json()).toMatchObject({
      state: "PROMOTED",
      decidedBy: "reviewer",
      reason: "better for lamps",
    });
    expect((await store.manifest()).version).toBe(1);
    const again = await ask("POST", "/admin/rounds/0/decision", decision);
    expect([again.statusCode, again.json<{ reason: string }>().reason]).toEqual([409, "not-decided"]);
    expect((await ask("POST", "/admin/rounds/9/decision", decision)).statusCode).toBe(404);
    // What was decided can be looked at as it was.
    expect((await ask("GET", "/admin/rounds/0")).json<ReviewRound>().candidate?.lists?.pages).toBe(30);
  });

  test("shows how a head does that is tried on visitors, day by day", async () => {
    const { store, as } = await open();
    const ask = await as("viewer");
    expect((await ask("GET", "/admin/rounds/0")).json<ReviewRound>().trial).toBeNull();
    await store.startCanary(0, 0.5);
    for (const isCanary of [true, true, false]) await store.addQuality({ field: 0, value: 1, isCanary });
    const { trial } = (await ask("GET", "/admin/rounds/0")).json<ReviewRound>();
    expect(trial).toMatchObject({ share: 0.5, stoppedAtMs: null, errorRate: 0.05 });
    expect(trial!.upper).toBeGreaterThan(0);
    expect([trial!.canary, trial!.others].map(([{ reports }]) => reports)).toEqual([2, 1]);
    for (const { low, lift, high } of [...trial!.canary, ...trial!.others])
      expect([low, lift, high]).toEqual([low, lift, high].toSorted((a, b) => a - b));
  });

  test("says that the store failed, and not that somebody else was quicker", async () => {
    const { store, as } = await open();
    const ask = await as("reviewer");
    await store.close();
    const answer = await ask("POST", "/admin/rounds/0/decision", { verdict: "reject", reason: "x" });
    expect(answer.statusCode).toBe(503);
  });
});
