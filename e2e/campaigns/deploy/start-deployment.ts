import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import type { BuiltServer, Child } from "../../../src/server/built-server-fixture.ts";
import { freePort } from "../../../src/server/free-port-fixture.ts";
import type { PostgresFixture } from "../../../src/server/sql/postgres-fixture.ts";
import { endNode, type Place } from "../faults/fault-nodes.ts";
import { startCaddy } from "./start-caddy.ts";
import type { Proxy } from "./start-caddy.ts";

/** What deploy/compose.yml describes, as processes of this machine. */
export interface Deployment {
  readonly proxy: Proxy;
  /** Of the two servers. */
  readonly nodes: readonly [DeployedNode, DeployedNode];
  readonly place: Place;
  /** What the servers have written down so far. */
  readonly nodeLog: () => string;
}

/** One server, which comes again at the same place. */
export interface DeployedNode {
  readonly port: number;
  readonly metricsPort: number;
  /** Settles when it says that it is ready. */
  readonly start: () => Promise<void>;
  /** Settles when it has ended. */
  readonly end: (signal: "SIGTERM" | "SIGKILL") => Promise<void>;
}

const READY_LIMIT_MS = 20_000;
const LOOK_AGAIN_MS = 100;

/**
 * Starts two servers one after the other, with the environment that the compose file gives them, then the proxy.
 *
 * @param folder For the files of all.
 */
export async function startDeployment(
  folder: string,
  { server, postgres }: { readonly server: BuiltServer; readonly postgres: PostgresFixture },
): Promise<Deployment> {
  // Both have one database, and one volume.
  const place = { DATABASE_URL: await postgres.newDatabase(), DATA_DIR: join(folder, "data") };
  const environment = {
    ...shippedEnvironment(),
    ...place,
    // Where the proxy comes from here.
    TRUSTED_PROXIES: "127.0.0.1/32",
  };
  let log = "";
  const hear = (text: string): void => {
    log += text;
  };
  const nodes = [await newNode(server, environment, hear), await newNode(server, environment, hear)] as const;
  for (const node of nodes) await node.start();
  mkdirSync(join(folder, "caddy"));
  const proxy = await startCaddy(join(folder, "caddy"), [nodes[0].port, nodes[1].port]);
  return { proxy, nodes, place, nodeLog: () => log };
}

function shippedEnvironment(): Readonly<Record<string, string>> {
  const { services } = parse(readFileSync("deploy/compose.yml", "utf8"), { merge: true }) as {
    readonly services: Readonly<Record<"rank-1", { readonly environment: Readonly<Record<string, string>> }>>;
  };
  return services["rank-1"].environment;
}

async function newNode(
  server: BuiltServer,
  environment: Readonly<Record<string, string>>,
  hear: (text: string) => void,
): Promise<DeployedNode> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const ports = { PORT: String(port), METRICS_PORT: String(metricsPort) };
  let child: Child | null = null;
  return {
    port,
    metricsPort,
    async start() {
      child = await server.startChild({ ...environment, ...ports });
      for (const stream of [child.process.stdout!, child.process.stderr!])
        stream.on("data", (bytes) => hear(String(bytes)));
      const lastMs = performance.now() + READY_LIMIT_MS;
      const isReady = (): Promise<boolean> =>
        fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
      while (!(await isReady())) {
        if (performance.now() > lastMs) throw new Error("A server was not ready in time");
        await pause(LOOK_AGAIN_MS);
      }
    },
    end: (signal) => endNode(child!, signal), // it has been started
  };
}
