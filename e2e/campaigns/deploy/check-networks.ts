import { connect, constants } from "node:http2";
import { request } from "node:http";
import { randomKey } from "../../../src/server/server-fixture.ts";
import { count, text } from "../../../src/server/sql/sql-database.ts";
import { withPlace } from "../faults/read-database.ts";
import { fileOf, replayedReport } from "../replayed-reports.ts";
import { ask, reportQuestion } from "./ask.ts";
import { unless } from "./deploy-check.ts";
import type { CheckResult, CheckTools } from "./deploy-check.ts";
import { readMetric } from "./read-metric.ts";
import type { Proxy } from "./start-caddy.ts";
import type { Deployment } from "./start-deployment.ts";

const NETWORKS = 40;
const VISITORS = 5;
/** Of 32 groups so many are hit by 40 networks, but once in ten thousand times. */
const LEAST_GROUPS = 16;
const ACCEPTED = 'personal_rank_deltas_received_total{result="accepted"}';
/** One visitor, who says to come from everywhere. */
const LIAR = "127.0.200.1";

/**
 * Reports through the proxy reach both servers, and are sorted by the network that they come from, whatever their sender says of that.
 */
export async function checkNetworks({ deployment }: CheckTools): Promise<CheckResult> {
  const { proxy } = deployment;
  const file = fileOf(replayedReport(0));
  const before = await acceptedBy(deployment);
  /** By key: the network. */
  const sent = new Map<string, string>();
  const statuses: number[] = [];
  for (let network = 1; network <= NETWORKS; network++)
    for (let visitor = 1; visitor <= VISITORS; visitor++) {
      const key = randomKey();
      sent.set(key, `127.0.${network}`);
      const answer = await ask(proxy, reportQuestion(file, { key, from: `127.0.${network}.${visitor}` }));
      statuses.push(answer.status);
    }
  for (let lie = 1; lie <= NETWORKS; lie++) {
    const key = randomKey();
    const address = `198.51.${lie}.7`;
    sent.set(key, "a liar");
    const question = reportQuestion(file, { key, from: LIAR });
    const lies = {
      "x-forwarded-for": address,
      "x-real-ip": address,
      forwarded: `for=${address}`,
      "true-client-ip": address,
    };
    statuses.push((await ask(proxy, { ...question, headers: { ...question.headers, ...lies } })).status);
  }
  const taken = (await acceptedBy(deployment)).map((reports, node) => reports - before[node]);
  const groups = await groupsOf(deployment, sent);
  const honest = [...groups].filter(([network]) => network !== "a liar").map(([, buckets]) => buckets);
  const used = new Set(honest.flatMap((buckets) => [...buckets])).size;
  const liarGroups = groups.get("a liar")?.size ?? 0;
  const [h2, preflight, plain] = [
    await reportByHttp2(proxy, file),
    await preflightOf(proxy),
    await plainHttp(proxy),
  ];
  return {
    faults: [
      ...unless(
        statuses.every((status) => status === 202),
        `Not all reports were answered with 202: ${[...new Set(statuses)].join(", ")}`,
      ),
      ...unless(
        taken.every((reports) => reports > sent.size / 4),
        `A server got too few reports: ${taken.join(" and ")}`,
      ),
      ...unless(
        honest.length === NETWORKS && honest.every((buckets) => buckets.size === 1),
        "Visitors of one network are in several groups, or none",
      ),
      ...unless(used >= LEAST_GROUPS, `All networks are in ${used} groups`),
      ...unless(liarGroups === 1, `Who lies about the network is in ${liarGroups} groups`),
      ...unless(h2 === 202, `A report by HTTP/2 was answered with ${h2}`),
      ...preflight,
      ...unless(plain.startsWith("308 https://localhost"), `Plain http was answered with ${plain}`),
    ],
    words: `${sent.size} reports, ${taken.join(" and ")} of them to the two servers; ${NETWORKS} networks in ${used} of 32 groups, each in one; ${NETWORKS} forged addresses of one visitor in ${liarGroups}`,
    figures: { reports: sent.size, taken, networks: NETWORKS, used, liarGroups, h2, plain },
  };
}

/** By node. */
function acceptedBy({ nodes }: Deployment): Promise<number[]> {
  return Promise.all(nodes.map((node) => readMetric(node, ACCEPTED)));
}

/** The groups that the reports of each network are in. */
async function groupsOf(
  { place }: Deployment,
  sent: ReadonlyMap<string, string>,
): Promise<Map<string, Set<number>>> {
  const rows = await withPlace(place, (database) =>
    database.all("SELECT idempotency_key, bucket FROM report", []),
  );
  const groups = new Map<string, Set<number>>();
  for (const row of rows) {
    const network = sent.get(text(row, "idempotency_key"));
    if (network === undefined) continue; // of another check
    groups.set(network, (groups.get(network) ?? new Set()).add(count(row, "bucket")));
  }
  return groups;
}

function reportByHttp2({ port, ca }: Proxy, file: Uint8Array): Promise<number> {
  return new Promise((resolve) => {
    const session = connect(`https://localhost:${port}`, { ca });
    session.once("error", () => resolve(0));
    const { path, headers } = reportQuestion(file, { key: randomKey() });
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: path,
      ...headers,
    });
    stream.once("response", (answer) => {
      resolve(Number(answer[constants.HTTP2_HEADER_STATUS]));
      session.close();
    });
    stream.once("error", () => resolve(0));
    stream.end(file);
  });
}

async function preflightOf(proxy: Proxy): Promise<string[]> {
  const { status, headers } = await ask(proxy, {
    path: "/v1/deltas",
    method: "OPTIONS",
    headers: { origin: "https://shop.example", "access-control-request-method": "POST" },
  });
  const isAnswered = status === 204 && headers["access-control-allow-origin"] === "*";
  return unless(isAnswered, `A preflight was answered with ${status}`);
}

function plainHttp({ httpPort }: Proxy): Promise<string> {
  return new Promise((resolve) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port: httpPort,
        path: "/v1/manifest",
        headers: { host: "localhost", connection: "close" },
      },
      (answer) => {
        answer.resume();
        resolve(`${answer.statusCode} ${answer.headers.location ?? ""}`);
      },
    );
    asked.once("error", (error) => resolve(error.message));
    asked.end();
  });
}
