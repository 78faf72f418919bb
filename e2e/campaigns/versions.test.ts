import { readdirSync, readFileSync } from "node:fs";
import { expect, describe, onTestFinished, test } from "vitest";
import { randomKey, startServer } from "../../src/server/server-fixture.ts";
import { startFrozenServer } from "./wire/frozen-server.ts";
import * as today from "./wire/wire-code.ts";
import { reportBy, WIRE_DIMENSIONS, WIRE_LAYOUT, wireRequests } from "./wire/wire-requests.ts";
import type { FrozenWire, WireExchange } from "./wire/wire-requests.ts";

const FOLDER = new URL("wire/", import.meta.url);
/** Formats that are still out there: the last two. */
const numbers = readdirSync(FOLDER)
  .filter((name) => /^\d+$/.test(name))
  .sort((a, b) => Number(a) - Number(b));

/**
 * Formats whose reports are of another kind than today's: personal heads' offsets, and not steps of the global head. The mean of both would
 * be neither, so a server takes none of the other kind, see docs/server.md; everything else works both ways.
 */
const OTHER_REPORTS: ReadonlySet<string> = new Set(["1"]);

/** What becomes of reports: a first one, the same again, one against another head. */
type Outcomes =
  | readonly ["accepted", "duplicate", "stale"]
  | readonly ["stale", "stale", "stale"]
  | readonly ["rejected", "rejected", "rejected"];

const TAKEN: Outcomes = ["accepted", "duplicate", "stale"];

/** A client of some code takes a head, sends reports and quality, as a device does; which reports its manifest asks for. */
async function useAll(
  code: typeof today,
  { baseUrl, rootKey, nowMs }: { readonly baseUrl: string; readonly rootKey: string; readonly nowMs: number },
  outcomes: Outcomes = TAKEN,
): Promise<number> {
  const client = code.createSyncClient({ baseUrl, rootKeys: rootKey, fetch, now: () => nowMs });
  const options = { kept: null, layout: WIRE_LAYOUT, canaryDraw: 0 };
  const pulled = await client.pullHead(options);
  if (pulled.outcome !== "new") throw new Error("Expected a release");
  expect(pulled.manifest).toMatchObject({ version: 0, layout: WIRE_LAYOUT, dimensions: 3, clipNorm: 1 });
  expect(pulled.head).toMatchObject({ version: 0, weights: new Float32Array(WIRE_DIMENSIONS) });
  const key = randomKey();
  const report = reportBy(code);
  expect(await client.sendDelta({ key, bytes: report })).toBe(outcomes[0]);
  expect(await client.sendDelta({ key, bytes: report })).toBe(outcomes[1]);
  expect(await client.sendDelta({ key: randomKey(), bytes: reportBy(code, 4) })).toBe(outcomes[2]);
  expect(await client.sendDelta({ key: randomKey(), bytes: report.slice(1) })).toBe("rejected");
  await client.sendQuality(code.encodeQualityReport({ field: 3, value: 1, isCanary: false }));
  return pulled.manifest.deltaVersion;
}

test("one or two wire formats are frozen, and the newest is what today's code writes", () => {
  expect(numbers.length).toBeGreaterThanOrEqual(1);
  expect(numbers.length).toBeLessThanOrEqual(2);
  const { exchanges } = frozen(numbers[numbers.length - 1]);
  // Where this fails, the wire has changed: `node scripts/run.js write-wire` on the code before freezes that one.
  for (const request of wireRequests(today))
    expect(exchanges).toContainEqual(expect.objectContaining(request));
});

describe.each(numbers)("wire format %s", (number) => {
  test("its client works with today's server", async () => {
    const code = await codeOf(number);
    const { port, rootKey, store } = await startServer({ layout: WIRE_LAYOUT, dimensions: WIRE_DIMENSIONS });
    const isOther = OTHER_REPORTS.has(number);
    await useAll(
      code,
      {
        baseUrl: `http://127.0.0.1:${port}/v1`,
        rootKey: rootKey!, // in the server's own folder
        nowMs: Date.now(),
      },
      // Out of date, and no error: the page's script is a new one when it is loaded again.
      isOther ? ["stale", "stale", "stale"] : TAKEN,
    );
    expect((await store.status()).reports).toBe(isOther ? 0 : 1);
    expect((await store.quality()).total[3]).toEqual([0, 1]);
  });

  test("today's client works with its server", async () => {
    const wire = frozen(number);
    const server = await startFrozenServer(wire, await codeOf(number));
    onTestFinished(() => server.close());
    const isOther = OTHER_REPORTS.has(number);
    const outcomes: Outcomes = isOther ? ["rejected", "rejected", "rejected"] : TAKEN;
    const deltaVersion = await useAll(today, { baseUrl: server.baseUrl, ...wire }, outcomes);
    expect(server.taken()).toBe(isOther ? 1 : 2);
    // By which a device knows that it need not even send.
    expect(deltaVersion).toBe(isOther ? 1 : 2);
  });

  test("today's server answers its requests, byte for byte as they were sent, as its own did", async () => {
    const { port } = await startServer({ layout: WIRE_LAYOUT, dimensions: WIRE_DIMENSIONS });
    for (const exchange of frozen(number).exchanges) {
      // A head's path is its content's hash, which a client has from the manifest.
      if (exchange.name === "head") continue;
      const answer = await fetch(`http://127.0.0.1:${port}${exchange.path}`, {
        method: exchange.method,
        headers: exchange.headers,
        ...(exchange.body === "" ? {} : { body: Buffer.from(exchange.body, "base64") }),
      });
      const isRefused = OTHER_REPORTS.has(number) && REPORTS.has(exchange.name);
      const status = isRefused ? 409 : exchange.status;
      expect([exchange.name, answer.status]).toEqual([exchange.name, status]);
      if (isRefused) {
        expect(await answer.json()).toMatchObject({ reason: "version" });
        continue;
      }
      // A list may have grown.
      for (const [name, value] of Object.entries(exchange.answerHeaders))
        // For how long browsers keep an answer is the server's to change.
        if (name !== "etag" && name !== "cache-control")
          expect(partsOf(answer.headers.get(name))).toEqual(expect.arrayContaining(partsOf(value)));
      if (exchange.method === "POST") expect(await answer.json()).toMatchObject(machineReadable(exchange));
    }
  });
});

/** Exchanges whose report can be read. */
const REPORTS: ReadonlySet<string> = new Set(["report", "the same again", "against another head"]);

function partsOf(header: string | null): string[] {
  return (header ?? "").split(/[,;]/).map((part) => part.trim());
}

/** Of an answer, what clients read: words for people may change. */
function machineReadable({ answer }: WireExchange): Record<string, unknown> {
  const { error: _words, ...rest } = JSON.parse(Buffer.from(answer, "base64").toString("utf8")) as Record<
    string,
    unknown
  >;
  return rest;
}

function frozen(number: string): FrozenWire {
  return JSON.parse(readFileSync(new URL(`${number}/exchanges.json`, FOLDER), "utf8")) as FrozenWire; // written by write-wire
}

async function codeOf(number: string): Promise<typeof today> {
  return (await import(/* @vite-ignore */ new URL(`${number}/code.js`, FOLDER).href)) as typeof today; // the same file's build
}
