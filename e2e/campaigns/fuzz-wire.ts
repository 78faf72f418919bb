import fc from "fast-check";
import type { Campaign, CampaignOutcome, CampaignTools } from "./campaign-run.ts";
import { defineCampaign, type OptionValues } from "./define-campaign.ts";
import { FUZZ_TERMS } from "./fuzzed-deltas.ts";
import { openFuzzTarget } from "./fuzz-target.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { rawRequest } from "./fuzzed-sockets.ts";
import { fuzzedRequest, verdictOn } from "./fuzzed-requests.ts";
import type { FuzzedRequest } from "./fuzzed-requests.ts";
import { rawExchange } from "./raw-exchange.ts";
import { usageOf } from "./process-usage.ts";
import { baseVersionOf, saysNothingElse } from "./wire-oracle.ts";

/** Sent together, so that they share commits as visitors' do. */
const AT_ONCE = 50;
const PORTION = 40;
/** Portions of one run have seeds of their own, and no run has those of another. */
const SEED_STRIDE = 1_000_000;
const SOCKET_LIMIT_MS = 20_000;

const OPTIONS = {
  requests: { tells: "requests", least: AT_ONCE, standard: 1_000_000 },
  sockets: { tells: "percent of them as bytes on sockets, broken as HTTP too", least: 0, standard: 2 },
  seed: { tells: "other requests", least: 0, standard: 1 },
} as const;

interface Counts {
  /** By status; of sockets 0 is an end without an answer. */
  readonly answers: Record<string, number>;
  taken: Set<string>;
  quality: number;
}

/** A million broken requests: every one is refused, or is what the format says. */
export const FUZZ_WIRE: Campaign = defineCampaign({
  shows:
    "1,000,000 reports, headers and keys, broken by grammar and by chance: no crash, no 5xx, nothing kept that is not valid",
  takes: "27 min",
  options: OPTIONS,
  run: runFuzzWire,
});

async function runFuzzWire(
  { requests, sockets, seed }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const socketShare = sockets / 100;
  const onSockets = Math.round(requests * socketShare);
  const startedMs = performance.now();
  const rssBefore = usageOf(process.pid)?.rssBytes ?? null;

  const injected = await openFuzzTarget();
  const counts: Counts = { answers: {}, taken: new Set(), quality: 0 };
  await untilSent(
    requests - onSockets,
    seed,
    (onSent) => injectedProperty(injected, counts, onSent),
    (share) => progress("inside the process", share),
  );
  const kept = await injected.close();
  const wrong = [...kept.reports].filter(([key, file]) => !counts.taken.has(key) || !isRight(file)).length;
  const lost = [...counts.taken].filter((key) => !kept.reports.has(key)).length;

  const listening = await openFuzzTarget();
  const socketAnswers: Record<string, number> = {};
  await untilSent(
    onSockets,
    seed,
    (onSent) => socketProperty(listening, socketAnswers, onSent),
    (share) => progress("on sockets", share),
  );
  const keptOfSockets = await listening.close();
  const wrongOfSockets = [...keptOfSockets.reports.values()].filter((file) => !isRight(file)).length;

  const figures = {
    options: { requests, socketShare, seed },
    seconds: (performance.now() - startedMs) / 1_000,
    inside: {
      answers: counts.answers,
      kept: kept.reports.size,
      wrong,
      lost,
      qualityAccepted: counts.quality,
      qualityKept: kept.qualityReports,
    },
    sockets: { answers: socketAnswers, kept: keptOfSockets.reports.size, wrong: wrongOfSockets },
    failures: [...injected.failures, ...listening.failures].slice(0, 20),
    rss: { before: rssBefore, after: usageOf(process.pid)?.rssBytes ?? null },
  };
  return {
    hasHeld:
      wrong + lost + wrongOfSockets === 0 &&
      counts.quality === kept.qualityReports &&
      figures.failures.length === 0,
    lines: [
      `inside the process: ${answersText(counts.answers)}; ${kept.reports.size} reports kept, ${wrong} of them wrong, ${lost} lost; ` +
        `${kept.qualityReports} of ${counts.quality} reports of quality counted`,
      `on sockets: ${answersText(socketAnswers)}; ${keptOfSockets.reports.size} reports kept, ${wrongOfSockets} of them wrong`,
      `${figures.failures.length} failures in the log; ${Math.round(figures.seconds)} s`,
    ],
    figures,
  };
}

function isRight(file: Uint8Array): boolean {
  return baseVersionOf(file, FUZZ_TERMS) === 0 && saysNothingElse(file, FUZZ_TERMS);
}

/** Portions of requests until there were enough. fast-check makes what fails small, and says the seed. */
async function untilSent<Value>(
  requests: number,
  seed: number,
  propertyOf: (onSent: (sent: number) => void) => fc.IAsyncProperty<Value>,
  onProgress: (share: number) => void,
): Promise<void> {
  const done = { requests: 0 };
  const property = propertyOf((sent) => {
    done.requests += sent;
    onProgress(done.requests / requests);
  });
  for (let portion = 0; done.requests < requests; portion++)
    await fc.assert(property, {
      numRuns: Math.min(PORTION, Math.ceil((requests - done.requests) / AT_ONCE)),
      seed: seed * SEED_STRIDE + portion,
    });
}

const many = <Value>(one: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
  fc.array(one, { minLength: 1, maxLength: AT_ONCE, size: "max" });

function injectedProperty(
  { app }: FuzzTarget,
  counts: Counts,
  onSent: (requests: number) => void,
): fc.IAsyncProperty<[FuzzedRequest[]]> {
  const send = async (request: FuzzedRequest): Promise<void> => {
    const { method, path, headers, body } = request;
    const { statusCode } = await app.inject({ method, url: path, headers, payload: Buffer.from(body) });
    counts.answers[statusCode] = (counts.answers[statusCode] ?? 0) + 1;
    if (method === "POST" && statusCode === 202) {
      if (path === "/v1/deltas") counts.taken.add(headers["idempotency-key"].toLowerCase());
      else counts.quality++;
    }
    const verdict = verdictOn(request);
    const isRight =
      verdict === "taken"
        ? statusCode === 202 || statusCode === 200
        : verdict === "stale"
          ? statusCode === 409 || statusCode === 200
          : statusCode < 500 && (verdict === "anything" || statusCode >= 400);
    if (!isRight)
      throw new Error(
        `Expected the request to be ${verdict}: got ${statusCode}; its body is ${JSON.stringify(Buffer.from(body).toString("latin1").slice(0, 600))}`,
      );
  };
  // The tool that makes requests without a socket reads their paths as URLs first; sockets have the others.
  const injectable = fuzzedRequest.filter(({ path }) => URL.canParse(path, "http://localhost"));
  return fc.asyncProperty(many(injectable), async (requests) => {
    await Promise.all(requests.map(send));
    onSent(requests.length);
  });
}

function socketProperty(
  { port }: FuzzTarget,
  answers: Record<string, number>,
  onSent: (requests: number) => void,
): fc.IAsyncProperty<[Uint8Array[]]> {
  const send = async (bytes: Uint8Array): Promise<void> => {
    const { status } = await rawExchange({
      port,
      limitMs: SOCKET_LIMIT_MS,
      // Its own end follows, so that nobody waits for what a wrong length promises.
      speak: (socket) => void socket.end(bytes),
    });
    answers[status] = (answers[status] ?? 0) + 1;
    if (status >= 500)
      throw new Error(
        `Expected an answer below 500: got ${status} to ${JSON.stringify(Buffer.from(bytes).toString("latin1").slice(0, 600))}`,
      );
  };
  return fc.asyncProperty(many(rawRequest), async (requests) => {
    await Promise.all(requests.map(send));
    onSent(requests.length);
  });
}

function answersText(answers: Readonly<Record<string, number>>): string {
  return Object.entries(answers)
    .map(([status, times]) => `${times.toLocaleString("en")} × ${status}`)
    .join(", ");
}
