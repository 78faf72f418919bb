import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import type { Proxy } from "./start-caddy.ts";
import { unless } from "./deploy-check.ts";
import type { CheckResult, CheckTools } from "./deploy-check.ts";

/** What is not for the public, in the spellings that get past a careless proxy. */
const PATHS = ["metrics", "admin", "admin/rounds", "admin/session", "livez", "readyz"].flatMap((path) => [
  `/${path}`,
  `//${path}`,
  `/v1/../${path}`,
  `/v1/%2e%2e/${path}`,
  `/v1/..%2f${path}`,
  `/v1/.%2e/${path}`,
  `/v1/..;/${path}`,
  `/v1//../../${path}`,
  `/V1/../${path}`,
  `/v1/${path}`,
  `/v1\\..\\${path}`,
]);
const ANSWER_LIMIT_MS = 10_000;

/**
 * Through the proxy nobody reaches what looks after the servers: not by another spelling of its path, and not by naming another host. The
 * servers' own second port answers those who are inside.
 */
export async function checkOutside({ deployment }: CheckTools): Promise<CheckResult> {
  const { proxy, nodes } = deployment;
  const { metricsPort, port } = nodes[0];
  const requests = [
    ...PATHS.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost`),
    ...["/metrics", "/admin"].flatMap((path) => [
      `GET http://127.0.0.1:${metricsPort}${path} HTTP/1.1\r\nHost: 127.0.0.1:${metricsPort}`,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${metricsPort}`,
      `GET /v1/manifest HTTP/1.1\r\nHost: localhost\r\nX-Original-URL: ${path}\r\nX-Rewrite-URL: ${path}\r\nX-Forwarded-Prefix: ${path}`,
      `POST /v1/deltas HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET ${path} HTTP/1.1\r\nHost: localhost`,
    ]),
    `CONNECT 127.0.0.1:${metricsPort} HTTP/1.1\r\nHost: 127.0.0.1:${metricsPort}`,
    `GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:${port}`,
  ];
  const faults: string[] = [];
  for (const request of requests) {
    const answer = await say(proxy, request);
    const isInside =
      /personal_rank_|<html|"rounds"|"name"|"role"|not-signed-in|"status":"ok"|ready/i.test(answer) ||
      (answer.startsWith("HTTP/1.1 200") && !/\r\n\r\n(\{"keys"|$)/.test(answer));
    if (answer === "" || isInside)
      faults.push(`"${request.split("\r\n", 2).join(", ")}" was answered with "${answer.slice(0, 200)}"`);
  }
  const inside = await Promise.all(
    ["/metrics", "/admin"].map(
      async (path) => (await fetch(`http://127.0.0.1:${metricsPort}${path}`)).status,
    ),
  );
  return {
    faults: [
      ...faults,
      // Otherwise nothing would have been tried.
      ...unless(inside[0] === 200, `From inside /metrics was answered with ${inside[0]}`),
    ],
    words: `${requests.length} ways to ask for what is not for the public: ${faults.length} got in; from inside /metrics says ${inside[0]}`,
    figures: { requests: requests.length, gotIn: faults.length, inside },
  };
}

/** All that a connection says to one request; "" for nothing. */
async function say({ port, ca }: Proxy, request: string): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca, timeout: ANSWER_LIMIT_MS });
  socket.once("timeout", () => socket.destroy());
  socket.write(`${request}\r\nConnection: close\r\n\r\n`);
  return text(socket).catch(() => "");
}
