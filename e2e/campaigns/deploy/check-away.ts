import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { answersInWords } from "../faults/fault-nodes.ts";
import { SENDERS } from "../faults/insistent-senders.ts";
import { keysIn } from "../faults/read-database.ts";
import { unless } from "./deploy-check.ts";
import type { CheckResult, CheckTools } from "./deploy-check.ts";
import { startSenders } from "./start-senders.ts";
import type { DeployedNode } from "./start-deployment.ts";

/** Caddy asks every two seconds, waits two, and a busy machine is slow. */
const NOTICED_MS = 6_000;
const WATCHED_MS = 6_000;
const AROUND_MS = 3_000;
/** In which all reports are taken at once again after a server was killed. */
const CALM_MS = 10_000;
/** After that, in which none may be refused, and every sender has one taken: a whole turn of what Caddy looks at, and more. */
const CALM_WATCHED_MS = 10_000;

/**
 * One server is told to stop, and comes again; then the other one is killed, and comes again, while senders go on: what is acknowledged is
 * there, and who is away, or says that it is not ready, is not asked.
 */
export async function checkAway({ deployment, ended }: CheckTools): Promise<CheckResult> {
  const { proxy, nodes, place } = deployment;
  const [first, second] = nodes;
  const senders = startSenders(proxy, ended);
  await pause(AROUND_MS);

  const healthy = healthOf(first);
  const beganMs = performance.now();
  await first.end("SIGTERM");
  const stopMs = Math.round(performance.now() - beganMs);
  await pause(AROUND_MS);
  const told = new Map(senders.answers);
  const away = healthOf(first);
  const asked = await askedWhileUnready(first);
  await first.start();
  await pause(NOTICED_MS);

  const killedMs = performance.now();
  await second.end("SIGKILL");
  await pause(CALM_MS + CALM_WATCHED_MS);
  const killed = senders.refused.filter(({ atMs }) => atMs >= killedMs);
  const calmSeconds = killed.length === 0 ? null : (killed[killed.length - 1].atMs - killedMs) / 1_000;
  const taking = senders.takenOf(killedMs + CALM_MS);
  await second.start();
  await pause(NOTICED_MS);
  await senders.stop();

  const stored = await keysIn(place);
  const lost = senders.acknowledged.filter((key) => !stored.has(key)).length;
  const notTaken = [...told].filter(([status]) => status !== 202).reduce((sum, [, times]) => sum + times, 0);
  return {
    faults: [
      ...unless(lost === 0, `${lost} acknowledged reports are not there`),
      ...unless(senders.acknowledged.length > 0, "No report was acknowledged"),
      ...unless(notTaken === 0, `While a server was told to stop: ${answersInWords(told)}`),
      ...unless(stopMs < 10_000, `A server that was told to stop took ${stopMs} ms`),
      ...unless(asked.reports === 0, `A server that is not ready was sent ${asked.reports} reports`),
      ...unless(asked.health > 0, "A server that is not ready was not asked whether it is"),
      ...unless(
        calmSeconds === null || calmSeconds <= CALM_MS / 1_000,
        `${calmSeconds?.toFixed(1)} s after a server was killed reports were refused`,
      ),
      ...unless(
        taking === SENDERS,
        `${CALM_MS / 1_000} s after a server was killed reports of ${taking} of ${SENDERS} senders were taken`,
      ),
      ...unless(
        healthy === 0 && away !== 0,
        `The image's health check ended with ${healthy}, and ${away} without a server`,
      ),
    ],
    words:
      `told to stop, a server ended after ${stopMs} ms: ${answersInWords(told)}; not ready, it was asked ${asked.health} times whether it is, and sent ${asked.reports} reports; ` +
      `killed: ${killed.length} of the tries in the ${(CALM_MS + CALM_WATCHED_MS) / 1_000} s that followed were not taken${calmSeconds === null ? "" : `, the last one ${calmSeconds.toFixed(1)} s after the kill`}; then of ${taking} of ${SENDERS} senders; in all ${answersInWords(senders.answers)}, of ${senders.acknowledged.length} acknowledged ${lost} lost`,
    figures: {
      stopMs,
      told: Object.fromEntries(told),
      asked,
      killed: killed.map(({ atMs, ...refusal }) => ({ seconds: (atMs - killedMs) / 1_000, ...refusal })),
      calmSeconds,
      taking,
      refused: senders.refused,
      answers: Object.fromEntries(senders.answers),
      acknowledged: senders.acknowledged.length,
      lost,
    },
  };
}

/** What a server that says that it is not ready is asked, when its proxy has had the time to hear so. */
async function askedWhileUnready({
  port,
}: DeployedNode): Promise<{ readonly health: number; readonly reports: number }> {
  const asked = { health: 0, reports: 0 };
  const server = createServer((request, answer) => {
    if (request.url === "/readyz") asked.health++;
    else asked.reports++;
    answer.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(port, () => resolve()));
  await pause(WATCHED_MS);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return asked;
}

/** The code of the image's own health check, which asks at the image's port. */
function healthOf({ port }: DeployedNode): number | null {
  const [, words] = /^HEALTHCHECK .*\\\n\s+CMD (.*)$/m.exec(readFileSync("deploy/Dockerfile", "utf8"))!; // it has one
  const [, ...parameters] = JSON.parse(words.replace("8787", String(port))) as string[];
  return spawnSync(process.execPath, parameters).status;
}
