import { Agent, request } from "node:http";

export interface ReportPost {
  readonly port: number;
  /** Where it comes from, e.g. "127.0.7.1". */
  readonly localAddress: string;
  readonly key: string;
  readonly file: Uint8Array;
}

const agent = new Agent({ keepAlive: true, keepAliveMsecs: 1_000, scheduling: "fifo" });

/**
 * Sends one report as a device does, over a connection that is kept.
 *
 * @returns The status of the answer; 0 if none came.
 */
export function postReport({ port, localAddress, key, file }: ReportPost): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      {
        agent,
        host: "127.0.0.1",
        port,
        localAddress,
        method: "POST",
        path: "/v1/deltas",
        headers: {
          "content-type": "application/octet-stream",
          "content-length": file.length,
          "idempotency-key": key,
        },
      },
      (answer) => {
        answer.resume();
        answer.once("close", () => resolve(answer.complete ? answer.statusCode! : 0)); // an answer has a status
      },
    );
    sent.once("error", () => resolve(0));
    sent.end(file);
  });
}

/** Closes the connections that are kept. */
export function closeConnections(): void {
  agent.destroy();
}
