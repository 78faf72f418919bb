import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { randomKey } from "../../../src/server/server-fixture.ts";
import { HOSTILE_SENDERS } from "../hostile-senders.ts";
import { rawExchange } from "../raw-exchange.ts";
import type { RawExchange } from "../raw-exchange.ts";
import { fileOf, replayedReport } from "../replayed-reports.ts";
import { ask, reportQuestion } from "./ask.ts";
import { unless } from "./deploy-check.ts";
import type { CheckResult, CheckTools } from "./deploy-check.ts";
import { readMetric } from "./read-metric.ts";
import type { Proxy } from "./start-caddy.ts";
import type { Deployment } from "./start-deployment.ts";

interface Expected {
  /** Statuses that are right; 0 is an end without an answer. */
  readonly statuses: readonly number[];
  /** In which the proxy has ended the connection. */
  readonly withinSeconds: number;
  /** Counted from the last of their questions that a server has answered: until then they are served, as fast as the machine allows. */
  readonly isFromLastAnswer?: boolean;
}

/** A second for what looks at connections, and two for a busy machine. */
const SLACK_SECONDS = 3;
/** Of those senders that can be had by TLS: what deploy/Caddyfile allows them. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  "headers that never end": { statuses: [0, 408], withinSeconds: 5 + SLACK_SECONDS },
  "a body that never ends": { statuses: [0, 408], withinSeconds: 10 + SLACK_SECONDS },
  "a connection without a word": { statuses: [0, 408], withinSeconds: 5 + SLACK_SECONDS },
  // It stays, for what comes next, and is idle then.
  "64 KB + 1": { statuses: [413], withinSeconds: 60 + SLACK_SECONDS },
  "1 GB in chunks": { statuses: [413, 0], withinSeconds: 10 + SLACK_SECONDS },
  "100,000 headers": { statuses: [431], withinSeconds: 5 + SLACK_SECONDS },
  "60 MB as 60 KB of gzip": { statuses: [415], withinSeconds: 10 + SLACK_SECONDS },
  "200 MB as 200 KB of gzip": { statuses: [413], withinSeconds: 60 + SLACK_SECONDS },
  // An empty 200 is no receipt, and nothing was stored: Caddy has nobody left to tell.
  "half a request, then its own end": {
    statuses: [0, 200, 400, 408, 502],
    withinSeconds: 10 + SLACK_SECONDS,
  },
  // Some thousands of answers go on their way before nothing more fits between the two; the next one it may write for 30 s, and its farewell for 5.
  "many questions, no ear for the answers": {
    statuses: [0],
    withinSeconds: 30 + 5 + SLACK_SECONDS,
    isFromLastAnswer: true,
  },
};
/** In which the questions are answered that fit. */
const SERVED_WITHIN_SECONDS = 120;
/** Nobody else asks for it meanwhile. */
const ANSWERED = 'personal_rank_http_request_duration_seconds_count{route="/v1/manifest",code="200"}';
const LOOK_AGAIN_MS = 250;
const MOST_AT_ONCE = 50;
/** Nobody needs to take more of a body that is refused. */
const MOST_BYTES_TAKEN = 16 * 1024 ** 2;
const GOOD_PAUSE_MS = 20;
const DRIBBLE_MS = 500;
const MEGABYTE = 1024 ** 2;

/** Senders that are slow, huge or silent, all at once through the proxy, beside visitors who behave. */
export async function checkHostile({ deployment, ended }: CheckTools): Promise<CheckResult> {
  const { proxy } = deployment;
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, ended]);
  const good: { readonly status: number; readonly seconds: number }[] = [];
  const file = fileOf(replayedReport(0));
  const behaving = (async (): Promise<void> => {
    while (!stop.aborted) {
      good.push(await ask(proxy, reportQuestion(file, { key: randomKey() })));
      await pause(GOOD_PAUSE_MS);
    }
  })();
  const streams = slowStreams(proxy);
  const questions = await watchQuestions(deployment, stop);
  const exchanges = await Promise.all(
    expectedSenders().map(async ({ name, atOnce, ...sender }) => {
      const { withinSeconds, isFromLastAnswer = false } = EXPECTED[name];
      const limitMs =
        (withinSeconds + SLACK_SECONDS + (isFromLastAnswer ? SERVED_WITHIN_SECONDS : 0)) * 1_000;
      const all = Array.from({ length: Math.min(atOnce, MOST_AT_ONCE) }, async () => {
        const how = await rawExchange({
          ...sender,
          port: proxy.port,
          ca: proxy.ca,
          limitMs,
          localAddress: "127.0.100.1",
        });
        return isFromLastAnswer ? { ...how, seconds: questions.secondsSinceLast() } : how;
      });
      return [name, await Promise.all(all)] as const;
    }),
  );
  const handshakes = await Promise.all(Array.from({ length: MOST_AT_ONCE }, () => silentSeconds(proxy.port)));
  over.abort();
  await behaving;
  const readable = await ask(proxy, reportQuestion(Buffer.alloc(MEGABYTE / 2), { key: randomKey() }));
  const longestHandshake = Math.max(...handshakes);
  const longestStream = Math.max(...(await streams));
  const refused = good.filter(({ status }) => status !== 202).length;
  const slowest = Math.max(...good.map(({ seconds }) => seconds));
  const isReadable = readable.status === 413 && readable.headers["access-control-allow-origin"] === "*";
  return {
    faults: [
      ...exchanges.flatMap(([name, all]) => faultsOf(name, all)),
      ...unless(
        longestHandshake <= 5 + SLACK_SECONDS,
        `A connection that never begins TLS was held for ${longestHandshake.toFixed(1)} s`,
      ),
      ...unless(
        longestStream <= 10 + SLACK_SECONDS,
        `A body that never ends was held for ${longestStream.toFixed(1)} s by HTTP/2`,
      ),
      ...unless(
        questions.answered() > 0,
        "No question was answered, so nothing is known of those who ask many",
      ),
      ...unless(refused === 0 && good.length > 0, `${refused} of ${good.length} good reports were not taken`),
      ...unless(
        isReadable,
        `A page cannot read that its report is too long: ${readable.status} ${JSON.stringify(readable.headers)}`,
      ),
    ],
    words: `${exchanges.map(([name, all]) => wordsOf(name, all)).join("; ")}; a connection without TLS ended after ${longestHandshake.toFixed(1)} s at most, ${MOST_AT_ONCE} bodies that never end on one of HTTP/2 after ${longestStream.toFixed(1)} s; ${questions.answered().toLocaleString("en")} of the many questions answered, in ${questions.servedSeconds().toFixed(1)} s; ${good.length} good reports beside, ${refused} refused, the slowest ${slowest.toFixed(2)} s`,
    figures: {
      exchanges: Object.fromEntries(exchanges),
      handshakes,
      longestStream,
      good: good.length,
      refused,
      slowest,
      answered: questions.answered(),
      servedSeconds: questions.servedSeconds(),
    },
  };
}

/** Watches how questions for manifests are answered. */
async function watchQuestions({ nodes }: Deployment, stop: AbortSignal) {
  const count = async (): Promise<number> => {
    const counts = await Promise.all(nodes.map((node) => readMetric(node, ANSWERED)));
    return counts[0] + counts[1];
  };
  const before = await count();
  const beganMs = performance.now();
  let [answered, lastMs] = [0, beganMs];
  const watching = (async (): Promise<void> => {
    while (!stop.aborted) {
      const now = (await count()) - before;
      if (now > answered) [answered, lastMs] = [now, performance.now()];
      await pause(LOOK_AGAIN_MS);
    }
  })();
  watching.catch(() => undefined); // a server that is away is seen by those who behave
  return {
    answered: () => answered,
    servedSeconds: () => (lastMs - beganMs) / 1_000,
    secondsSinceLast: () => (performance.now() - lastMs) / 1_000,
  };
}

/** @throws {Error} if one is not there: it may have another name now. */
function expectedSenders(): typeof HOSTILE_SENDERS {
  return Object.keys(EXPECTED).map((expected) => {
    const sender = HOSTILE_SENDERS.find(({ name }) => name === expected);
    if (sender === undefined) throw new Error(`No hostile sender is called "${expected}"`);
    return sender;
  });
}

function faultsOf(name: string, all: readonly RawExchange[]): string[] {
  const { statuses, withinSeconds } = EXPECTED[name];
  const wrong = all.filter(({ status }) => !statuses.includes(status)).map(({ status }) => status);
  const longest = longestOf(all);
  const bytes = Math.max(...all.map(({ bytesSent }) => bytesSent));
  return [
    ...unless(!all.some(({ wasHeld }) => wasHeld), `${name}: held until we ended it`),
    ...unless(wrong.length === 0, `${name}: ${wrong.length} of ${all.length} answered with ${wrong[0]}`),
    ...unless(longest <= withinSeconds, `${name}: held for ${longest.toFixed(1)} s`),
    ...unless(bytes <= MOST_BYTES_TAKEN, `${name}: ${bytes} bytes were taken`),
  ];
}

function wordsOf(name: string, all: readonly RawExchange[]): string {
  const statuses = [...new Set(all.map(({ status }) => status))].sort((a, b) => a - b).join(", ");
  const since = EXPECTED[name].isFromLastAnswer === true ? " after the last answer" : "";
  return `${all.length} × ${name}: ${statuses}, ${longestOf(all).toFixed(1)} s${since} at most`;
}

const longestOf = (all: readonly RawExchange[]): number => Math.max(...all.map(({ seconds }) => seconds));

/** How long a connection is kept that never begins to speak TLS. */
function silentSeconds(port: number): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const limit = setTimeout(() => socket.destroy(), (5 + 2 * SLACK_SECONDS) * 1_000);
    socket.resume();
    socket.once("error", () => undefined); // "close" follows
    socket.once("close", () => {
      clearTimeout(limit);
      resolve((performance.now() - startedMs) / 1_000);
    });
  });
}

/** How long the streams of one connection are kept whose bodies never end. */
async function slowStreams({ port, ca }: Proxy): Promise<number[]> {
  const session = connectHttp2(`https://localhost:${port}`, { ca });
  session.on("error", () => undefined); // its streams end with it
  const all = Array.from({ length: MOST_AT_ONCE }, () => {
    const { path, headers } = reportQuestion(Buffer.alloc(0), { key: randomKey() });
    const startedMs = performance.now();
    const stream = session.request({ ":method": "POST", ":path": path, ...headers, "content-length": 600 });
    const dribbling = setInterval(() => stream.write("x"), DRIBBLE_MS);
    const limit = setTimeout(() => stream.destroy(), (10 + 2 * SLACK_SECONDS) * 1_000);
    stream.resume();
    stream.on("error", () => undefined); // "close" follows
    return new Promise<number>((resolve) => {
      // An answer is the end of it, whoever still writes.
      for (const event of ["response", "close"])
        stream.once(event, () => {
          clearInterval(dribbling);
          clearTimeout(limit);
          resolve((performance.now() - startedMs) / 1_000);
        });
    });
  });
  return Promise.all(all).finally(() => session.destroy());
}
