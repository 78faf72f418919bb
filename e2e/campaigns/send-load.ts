import { randomBytes } from "node:crypto";
import autocannon from "autocannon";

export interface LoadOptions {
  readonly port: number;
  readonly body: Uint8Array;
  readonly connections: number;
  readonly seconds: number;
  /** For all connections together; without it as many as are answered. */
  readonly requestsPerSecond?: number;
}

/** What became of the requests of one load. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answered with 202. */
  readonly accepted: number;
  /** Answered otherwise, or not at all. */
  readonly failed: number;
}

/** Posts one report again and again, each time under a key of its own: to the server every one is new. */
export async function sendLoad({
  port,
  body,
  connections,
  seconds,
  requestsPerSecond,
}: LoadOptions): Promise<LoadResult> {
  const bytes = Buffer.from(body);
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/v1/deltas`,
    connections,
    duration: seconds,
    ...(requestsPerSecond === undefined ? {} : { overallRate: requestsPerSecond }),
    requests: [
      {
        method: "POST",
        body: bytes,
        setupRequest: (request) => ({
          ...request,
          headers: {
            "content-type": "application/octet-stream",
            "idempotency-key": randomBytes(16).toString("hex"),
          },
        }),
      },
    ],
  });
  const accepted = result.statusCodeStats?.["202"]?.count ?? 0;
  return {
    requestsPerSecond: accepted / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    maxMs: result.latency.max,
    accepted,
    failed: result.requests.total - accepted + result.errors,
  };
}
