import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../../src/server/free-port-fixture.ts";

/** A proxy on this machine that answers as "localhost", with a certificate of its own making. */
export interface Proxy {
  /** For https. */
  readonly port: number;
  /** For http, which leads to the other one. */
  readonly httpPort: number;
  /** Who has signed its certificate, as PEM. */
  readonly ca: string;
  /** What it has written down so far. */
  readonly log: () => string;
  /** The end of this process does so too. */
  readonly stop: () => void;
}

const SHIPPED = "deploy/Caddyfile";
const START_LIMIT_MS = 20_000;
const LOOK_AGAIN_MS = 50;

/** Debian's package is `caddy`. */
export function hasCaddy(): boolean {
  return spawnSync("caddy", ["version"]).error === undefined;
}

/**
 * Starts Caddy with the Caddyfile that ships, which leads to other ports here.
 *
 * @param folder For its own files.
 * @param ports  Of the two servers.
 * @throws {Error} if it does not come up.
 */
export async function startCaddy(folder: string, ports: readonly [number, number]): Promise<Proxy> {
  const [port, httpPort] = [await freePort(), await freePort()];
  const file = join(folder, "Caddyfile");
  writeFileSync(file, adapted(readFileSync(SHIPPED, "utf8"), { ports, port, httpPort }));
  const child = spawn("caddy", ["run", "--config", file, "--adapter", "caddyfile"], {
    env: {
      PATH: process.env["PATH"],
      HOST: "localhost",
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (log += String(bytes)));
  const stop = (): void => {
    process.off("exit", stop);
    child.kill("SIGKILL");
  };
  process.once("exit", stop);
  const root = join(folder, "caddy/pki/authorities/local/root.crt");
  const lastMs = performance.now() + START_LIMIT_MS;
  while (!existsSync(root) || !log.includes("serving initial configuration")) {
    if (child.exitCode !== null || performance.now() > lastMs) {
      stop();
      throw new Error(`Caddy did not start with ${SHIPPED}: ${log}`);
    }
    await pause(LOOK_AGAIN_MS);
  }
  return { port, httpPort, ca: readFileSync(root, "utf8"), log: () => log, stop };
}

/** Other ports, and nothing of the machine's own: no certificate is installed, no port for its administration opened. */
function adapted(
  text: string,
  {
    ports,
    port,
    httpPort,
  }: { readonly ports: readonly number[]; readonly port: number; readonly httpPort: number },
): string {
  const options = `{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\tskip_install_trust\n\thttp_port ${httpPort}\n\thttps_port ${port}\n`;
  const changes = [
    ["{\n", options],
    ...ports.map((upstream, at) => [`rank-${at + 1}:8787`, `127.0.0.1:${upstream}`]),
  ];
  return changes.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`Expected "${from}" in ${SHIPPED}`);
    return before.replace(from, to);
  }, text);
}
