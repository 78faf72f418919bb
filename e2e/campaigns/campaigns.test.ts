import { expect, test } from "vitest";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../src/learning/feature-layout.ts";
import { startServer } from "../../src/server/server-fixture.ts";
import { CAMPAIGNS } from "./campaigns.ts";
import { HOSTILE_SENDERS } from "./hostile-senders.ts";
import { rawExchange } from "./raw-exchange.ts";
import { fileOf, replayedReport } from "./replayed-reports.ts";
import { sendLoad } from "./send-load.ts";

// Short versions of `npm run campaign`, which see that the campaigns still run, and that what they promise holds on a small scale.

const tools = { progress: (): void => undefined };
const TIMEOUT_MS = 60_000;

test.each([
  ["fuzz-wire", ["--requests", "600", "--sockets", "5"]],
  ["model-files", ["--random", "10", "--share", "800"]],
  ["replay", ["--reports", "100", "--copies", "4", "--on", "libsql"]],
  ["kill-split", ["--kills", "2"]],
])("%s holds, in short", { timeout: TIMEOUT_MS }, async (name, commandLine) => {
  const { hasHeld, lines } = await CAMPAIGNS[name].run(commandLine, tools);
  expect(hasHeld, lines.join("\n")).toBe(true);
});

test("server-faults holds, in short", { timeout: 4 * TIMEOUT_MS }, async () => {
  const commandLine = ["--only", "partition,disk-full,stolen-key", "--cycles", "1"];
  const { hasHeld, lines } = await CAMPAIGNS["server-faults"].run(commandLine, tools);
  expect(hasHeld, lines.join("\n")).toBe(true);
});

/** Whoever dawdles waits five seconds for the answer; `run-server.test.ts` has one of each. */
const quick = HOSTILE_SENDERS.filter(({ expected }) => !expected.includes(408));

test("what is huge, compressed, or gone is answered as it should be, and good reports beside it are taken", async () => {
  const { port, store } = await startServer({
    layout: FEATURE_LAYOUT,
    dimensions: FEATURE_COUNT,
    cohort: 1_000_000,
  });
  const exchanges = quick.map(async ({ name, speak, expected, isReading = true }) => {
    const { status, wasHeld } = await rawExchange({ port, speak, isReading, limitMs: TIMEOUT_MS });
    expect({ name, wasHeld, isExpected: expected.includes(status), status }).toMatchObject({
      wasHeld: false,
      isExpected: true,
    });
  });
  const load = await sendLoad({ port, body: fileOf(replayedReport(0)), connections: 4, seconds: 1 });
  await Promise.all(exchanges);
  expect(load.failed).toBe(0);
  // Those under way when the second was over were stored, and nobody waited for the answer.
  expect((await store.status()).reports).toBeGreaterThanOrEqual(load.accepted);
  expect((await store.status()).reports).toBeLessThanOrEqual(load.accepted + 4);
});
