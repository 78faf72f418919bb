import { describe, expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { createHelperClient } from "./helper-client.ts";
import { partOf } from "./helper-store-fixture.ts";
import { runHelper, type RunHelperOptions, type RunningHelper } from "./run-helper.ts";
import { postShare, SECRETS, SHARE_TERMS, testReport } from "./split-fixture.ts";
import type { SplitHelper } from "./split-helper.ts";

/** The first server, as it asks. */
const leaderOf = ({ port }: RunningHelper): SplitHelper =>
  createHelperClient({ url: `http://127.0.0.1:${port}/v1`, token: SECRETS.token, noiseMultiplier: 1, fetch });

async function started(changes: Partial<RunHelperOptions>): Promise<RunningHelper> {
  const place = { dataDir: temporaryFolder(), port: 0, metricsPort: 0, log: null };
  const helper = await runHelper({ ...place, terms: SHARE_TERMS, secrets: SECRETS, ...changes });
  onTestFinished(() => helper.close());
  return helper;
}

describe("runHelper", () => {
  test.each([
    [{ minCohort: 0 }, '"minCohort" must be a whole number from 1: got 0'],
    [{ minCohort: -5 }, '"minCohort" must be a whole number from 1: got -5'],
    [{ minCohort: 0.5 }, '"minCohort" must be a whole number from 1: got 0.5'],
    [{ maxAgeMs: 0 }, "must be above 0: got 0"],
    [{ maxAgeMs: -1 }, "must be above 0: got -1"],
    [{ noiseMultiplier: -1 }, '"noiseMultiplier" must be a number from 0: got -1'],
  ])("refuses %o", async (changes, message) => {
    await expect(started(changes)).rejects.toThrow(message);
  });

  test("tells Prometheus, on a port of its own, what came, what was checked, refused and summed, and what waits", async () => {
    const helper = await started({ cohort: 2 });
    const { helper: file } = await testReport(seededRandom(2));
    expect(await postShare(helper.port, file)).toBe(202);
    expect(await postShare(helper.port, file)).toBe(200);
    expect(await postShare(helper.port, new Uint8Array(9))).toBe(422);
    const countsNow = async (): Promise<string[]> => {
      const text = await (await fetch(`http://127.0.0.1:${helper.metricsPort}/metrics`)).text();
      // How long it took is another thing each time.
      return text.split("\n").filter((line) => !/^#|_seconds_(bucket|sum)/.test(line));
    };
    expect(await countsNow()).toEqual([
      'personal_rank_http_request_duration_seconds_count{route="/v1/shares",code="202"} 1',
      'personal_rank_http_request_duration_seconds_count{route="/v1/shares",code="200"} 1',
      'personal_rank_http_request_duration_seconds_count{route="/v1/shares",code="422"} 1',
      'personal_rank_deltas_received_total{result="accepted"} 1',
      'personal_rank_deltas_received_total{result="duplicate"} 1',
      'personal_rank_deltas_received_total{result="rejected"} 1',
      'personal_rank_deltas_rejected_total{reason="format"} 1',
      "personal_rank_db_commit_duration_seconds_count 2",
      'personal_rank_helper_checks_total{result="accepted"} 0',
      'personal_rank_helper_checks_total{result="refused"} 0',
      'personal_rank_helper_checks_total{result="unknown"} 0',
      'personal_rank_helper_sums_total{result="made"} 0',
      'personal_rank_helper_sums_total{result="refused"} 0',
      "personal_rank_helper_summed_reports_total 0",
      "personal_rank_helper_shares_waiting 1",
      "",
    ]);
    expect((await fetch(`http://127.0.0.1:${helper.port}/metrics`)).status).toBe(404);

    const random = seededRandom(3);
    const wrong = await testReport(random, {
      change: (report) => {
        const leaderShare = report.leaderShare.slice();
        leaderShare[0] ^= 1;
        return [{ ...report, leaderShare }, report];
      },
    });
    const [one, two, missing] = [
      await testReport(random),
      await testReport(random),
      await testReport(random),
    ];
    for (const report of [one, two, wrong]) await postShare(helper.port, report.helper);
    const leader = leaderOf(helper);
    await leader.check(0, await Promise.all([one, two, wrong, missing].map(partOf)));
    await leader.sum(0, [one.id, two.id]);
    await leader.sum(0, [one.id, two.id]); // its answer was lost
    await expect(leader.sum(1, [one.id, two.id])).rejects.toThrow("2 of 2 are not");
    const headers = { "content-type": "application/json" };
    for (const [authorization, status] of [
      ["Bearer of another secret", 401],
      [`Bearer ${SECRETS.token}`, 422],
    ] as const) {
      const init = { method: "POST", headers: { ...headers, authorization }, body: '{"roundId":-1}' };
      expect((await fetch(`http://127.0.0.1:${helper.port}/v1/split/sums`, init)).status).toBe(status);
    }
    const after = await countsNow();
    expect(after).toEqual(
      expect.arrayContaining([
        'personal_rank_http_request_duration_seconds_count{route="/v1/split/checks",code="200"} 1',
        'personal_rank_http_request_duration_seconds_count{route="/v1/split/sums",code="200"} 2',
        'personal_rank_http_request_duration_seconds_count{route="/v1/split/sums",code="409"} 1',
        'personal_rank_http_request_duration_seconds_count{route="/v1/split/sums",code="401"} 1',
        // What the first server gets wrong is no delta.
        'personal_rank_deltas_received_total{result="rejected"} 1',
        'personal_rank_helper_checks_total{result="accepted"} 2',
        'personal_rank_helper_checks_total{result="refused"} 1',
        'personal_rank_helper_checks_total{result="unknown"} 1',
        'personal_rank_helper_sums_total{result="made"} 1',
        'personal_rank_helper_sums_total{result="refused"} 1',
        "personal_rank_helper_summed_reports_total 2",
      ]),
    );
  });

  test("lets a page that names it as its server read that it is the second one", async () => {
    const { port } = await started({});
    const url = `http://127.0.0.1:${port}/v1/manifest`;
    const response = await fetch(url, { headers: { origin: "https://shop.example" } });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([404, "*"]);
    expect(await response.json()).toMatchObject({
      error: expect.stringContaining("pages name the first one"),
    });
    // Where the browser has a release already, it asks before it asks.
    const preflight = await fetch(url, { method: "OPTIONS" });
    expect([preflight.status, preflight.headers.get("access-control-allow-headers")]).toEqual([
      204,
      expect.stringContaining("if-none-match"),
    ]);
  });

  test("says that it lives, and whether it can write", async () => {
    const helper = await started({});
    const ask = async (path: string): Promise<[number, unknown]> => {
      const response = await fetch(`http://127.0.0.1:${helper.port}/${path}`);
      return [response.status, await response.json()];
    };
    expect(await ask("readyz")).toEqual([200, { status: "ready" }]);
    await helper.store.close();
    expect(await ask("readyz")).toEqual([503, { status: "unavailable" }]);
    expect(await ask("livez")).toEqual([200, { status: "alive" }]);
  });

  test("logs what it has summed and refused, and of reports, senders and what they ask for nothing", async () => {
    const lines: string[] = [];
    const helper = await started({ cohort: 2, log: { write: (line) => lines.push(line) } });
    const random = seededRandom(4);
    const [one, two] = [await testReport(random), await testReport(random)];
    const headers = { "content-type": "application/octet-stream", "user-agent": "TellTale/1.0" };
    const url = `http://127.0.0.1:${helper.port}/v1`;
    for (const { helper: body } of [one, two])
      expect((await fetch(`${url}/shares?secret=1`, { method: "POST", headers, body })).status).toBe(202);
    expect((await fetch(`${url}/secret`, { headers })).status).toBe(404);
    const leader = leaderOf(helper);
    await leader.check(0, await Promise.all([one, two].map(partOf)));
    await leader.sum(0, [one.id, two.id]);
    await expect(leader.sum(1, [one.id, two.id])).rejects.toThrow("2 of 2 are not");
    await helper.store.close();
    expect(
      (await fetch(`${url}/shares?secret=1`, { method: "POST", headers, body: two.helper })).status,
    ).toBe(503);
    const log = lines.join("");
    expect(log).toContain('"sum":{"roundId":0,"reports":2,"noiseMultiplier":12}');
    expect(log).toMatch(/"level":40,[^\n]*2 of 2 are not[^\n]*the first server was refused/);
    expect(log).toContain("request failed");
    expect(log).not.toMatch(/TellTale|secret|remoteAddress|"host"|"url"/);
    for (const { id } of [one, two]) expect(log).not.toContain(id);
    expect(log).not.toContain(SECRETS.token);
    expect(log.replace(/listening at [^"]*/g, "")).not.toContain("127.0.0.1");
  });

  test.each([
    ["1000 reports at least", {}, 1_000],
    ["as many as it is told", { minCohort: 5_000 }, 5_000],
    ["no more than the cohort", { cohort: 500 }, 500],
  ])("wants %s", async (_, changes, least) => {
    const { store } = await started(changes);
    await expect(store.sum(0, [])).rejects.toThrow(`this server wants ${least} at least`);
  });
});
