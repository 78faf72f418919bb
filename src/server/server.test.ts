import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { build } from "vite";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { deltaFile, postDelta, randomKey, temporaryFolder } from "./server-fixture.ts";

/** Node 20 runs no TypeScript, so the entry is built; below node_modules, where it finds its dependencies. */
let outDir: string;
beforeAll(async () => {
  outDir = mkdtempSync(join(process.cwd(), "node_modules", ".server-test-"));
  const output = { entryFileNames: "server.mjs" };
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: { ssr: "src/server/server.ts", outDir, rolldownOptions: { output } },
  });
}, 60_000);
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

interface Child {
  readonly process: ChildProcess;
  readonly port: number;
}

async function startChild(dataDir: string): Promise<Child> {
  const child = run([], { PORT: "0", DATA_DIR: dataDir });
  const port = await new Promise<number>((resolve, reject) => {
    let output = "";
    child.stdout!.on("data", (bytes) => {
      output += String(bytes);
      const address = /personal-rank server: http:\/\/localhost:(\d+)\/v1/.exec(output);
      if (address !== null) resolve(Number(address[1]));
    });
    child.on("exit", (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
  });
  return { process: child, port };
}

function run(commandLine: readonly string[], environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [join(outDir, "server.mjs"), ...commandLine], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function outcomeOf(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (bytes) => (text += String(bytes)));
  const [code] = (await once(child, "close")) as [number | null]; // as node documents the event
  return { code, text };
}

async function currentVersion(port: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/manifest`);
  const { manifest } = (await answer.json()) as { manifest: { signed: string } };
  return (JSON.parse(manifest.signed) as { version: number }).version; // our own server's
}

const fileFor = (baseVersion: number): Uint8Array<ArrayBuffer> =>
  deltaFile(
    Array.from({ length: FEATURE_COUNT }, () => 0.01),
    { baseVersion, layout: FEATURE_LAYOUT },
  );

describe("server", () => {
  test("loses no acknowledged delta when it is killed while it writes", { timeout: 60_000 }, async () => {
    const dataDir = temporaryFolder();
    for (let cycle = 0; cycle < 3; cycle++) {
      const child = await startChild(dataDir);
      const acknowledged: string[] = [];
      let version = await currentVersion(child.port);
      const send = async (): Promise<void> => {
        for (;;) {
          const key = randomKey();
          const { status } = await postDelta(child.port, fileFor(version), key);
          if (status === 202) acknowledged.push(key);
          else version = await currentVersion(child.port);
        }
      };
      const senders = Promise.allSettled(Array.from({ length: 8 }, send));
      await new Promise((resolve) => setTimeout(resolve, 250 + 100 * cycle));
      child.process.kill("SIGKILL");
      await senders;
      expect(acknowledged.length).toBeGreaterThan(5); // however slow the machine

      const restarted = await startChild(dataDir);
      const lost: string[] = [];
      for (const key of acknowledged) {
        const { status } = await postDelta(restarted.port, fileFor(0), key);
        if (status !== 200) lost.push(key);
      }
      expect(lost).toEqual([]);
      restarted.process.kill("SIGKILL");
      await once(restarted.process, "close");
    }
  });

  test("ends with 0 on SIGTERM", async () => {
    const child = await startChild(temporaryFolder());
    await postDelta(child.port, fileFor(0));
    child.process.kill("SIGTERM");
    expect((await outcomeOf(child.process)).code).toBe(0);
  });

  test("tells its environment when asked for --help", async () => {
    const { code, text } = await outcomeOf(run(["--help"], {}));
    expect(code).toBe(0);
    for (const name of ["PORT", "METRICS_PORT", "DATA_DIR"]) expect(text).toContain(name);
  });

  test.each([
    [{ PORT: "eighty" }, 'PORT must be a port from 0 to 65535: got "eighty"'],
    [{ DATABASE_URL: "postgres://x" }, "DATABASE_URL is set"],
    [{ DATA_DIR: "/dev/null/x" }, 'Cannot open the store in "/dev/null/x"'],
  ])("refuses %o with a message and exit code 1", async (environment, message) => {
    const { code, text } = await outcomeOf(run([], environment));
    expect(code).toBe(1);
    expect(text).toContain(message);
  });
});
