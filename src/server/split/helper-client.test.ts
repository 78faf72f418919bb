import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { splitAggregator } from "../../federation/split-aggregator.ts";
import { decodeSplitShare } from "../../federation/split-share.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { createHelperClient } from "./helper-client.ts";
import { runHelper, type RunningHelper } from "./run-helper.ts";
import { postShare, SECRETS, seededBytes, SHARE_TERMS, testReport } from "./split-fixture.ts";
import { HelperRefusal, HelperUnreachable, type LeaderPart, type SplitHelper } from "./split-helper.ts";

const ID = "0".repeat(32);

const clientAt = (port: number, noiseMultiplier = 2): SplitHelper =>
  createHelperClient({ url: `http://localhost:${port}/v1`, token: SECRETS.token, noiseMultiplier, fetch });

/** A server that begins its answer, and goes on as it is told. */
async function answering(goOn: (write: (text: string) => boolean) => void): Promise<number> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write("{");
    goOn((text) => response.write(text));
  }).listen(0);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port; // it listens on TCP
}

describe("createHelperClient", () => {
  test("takes no sum whose noise is less than was promised, whatever was said at the check, or is said since", async () => {
    const dataDir = temporaryFolder();
    const startHelper = async (noiseMultiplier: number): Promise<RunningHelper> => {
      const policy = { cohort: 2, minCohort: 2, noiseMultiplier, noiseBytes: seededBytes(2) };
      const place = { dataDir, terms: SHARE_TERMS, secrets: SECRETS, port: 0, metricsPort: 0, log: null };
      const helper = await runHelper({ ...place, ...policy });
      let closing: Promise<void> | undefined;
      const close = (): Promise<void> => (closing ??= helper.close());
      onTestFinished(close);
      return { ...helper, close };
    };
    const leader = splitAggregator("leader", { dimensions: 3, verifyKey: SECRETS.verifyKey });
    const random = seededRandom(8);
    const ids: string[] = [];
    const parts: LeaderPart[] = [];
    const checked = await startHelper(2);
    for (let at = 0; at < 2; at++) {
      const { id, ...report } = await testReport(random);
      expect(await postShare(checked.port, report.helper)).toBe(202);
      const { part } = await leader.check(decodeSplitShare(report.leader, "leader", SHARE_TERMS));
      ids.push(id);
      parts.push({ id, part });
    }
    const answers = await clientAt(checked.port).check(0, parts);
    expect(answers.map(({ isAccepted }) => isAccepted)).toEqual([true, true]);
    await checked.close();
    const drawn = await startHelper(1);
    const refusal = clientAt(drawn.port).sum(0, ids);
    await expect(refusal).rejects.toThrow("noise must be 2 at least: got 1");
    await expect(refusal).rejects.toBeInstanceOf(HelperRefusal);
    await drawn.close();
    const since = await startHelper(2);
    await expect(clientAt(since.port).sum(0, ids)).rejects.toThrow("noise must be 2 at least: got 1");
    expect(await clientAt(since.port, 1).sum(0, ids)).toHaveLength(48);
  });

  test("reads no answer that goes on and on", async () => {
    let wrote = 0;
    const port = await answering((write) => {
      const more = (): void => {
        if (wrote > 64 * 1024 * 1024) return;
        wrote += 65_536;
        write(" ".repeat(65_536));
        setImmediate(more);
      };
      more();
    });
    await expect(clientAt(port).check(0, [{ id: ID, part: new Uint8Array(1) }])).rejects.toThrow("at most");
    expect(wrote).toBeLessThan(16 * 1024 * 1024);
  });

  test("waits for no answer longer than a few seconds, also for one that comes byte by byte, and says how long it has", async () => {
    const asked: number[] = [];
    const timeout = (delayMs: number): AbortSignal => {
      asked.push(delayMs);
      return AbortSignal.timeout(delayMs / 50);
    };
    const port = await answering((write) => {
      const dripping = setInterval(() => write(" "), 10);
      onTestFinished(() => clearInterval(dripping));
    });
    const url = `http://localhost:${port}/v1`;
    const client = createHelperClient({ url, token: SECRETS.token, noiseMultiplier: 2, fetch, timeout });
    const [checked, summed] = await Promise.all(
      [client.check(0, []), client.sum(0, [ID])].map((answer) => answer.catch((error: unknown) => error)),
    );
    expect(asked).toEqual([5_000, 10_000]);
    expect(checked).toBeInstanceOf(HelperUnreachable);
    expect(summed).toBeInstanceOf(HelperUnreachable);
    expect((checked as HelperUnreachable).waitedMs).toBeGreaterThanOrEqual(90); // it is one
    expect((summed as HelperUnreachable).waitedMs).toBeGreaterThanOrEqual(190);
  });

  test("waits no longer when it is told to stop", async () => {
    const stop = new AbortController();
    const port = await answering(() => stop.abort(new Error("stopping")));
    await expect(clientAt(port).sum(0, [ID], stop.signal)).rejects.toThrow("stopping");
  });

  test("says of all that is no answer that the other server cannot be reached now: nobody there, another status, no JSON", async () => {
    const ports = [await answering(() => undefined), 1];
    const stop = AbortSignal.timeout(200);
    for (const port of ports)
      await expect(clientAt(port).sum(0, [ID], stop)).rejects.toBeInstanceOf(HelperUnreachable);
    for (const [status, text] of [
      [500, "{}"],
      [200, "<html>"],
      [200, "{}"],
    ] as const) {
      const fetch = async (): Promise<Response> => new Response(text, { status });
      const url = "https://other.example/v1";
      const client = createHelperClient({ url, token: SECRETS.token, noiseMultiplier: 2, fetch });
      await expect(client.check(0, [])).rejects.toBeInstanceOf(HelperUnreachable);
    }
  });
});
