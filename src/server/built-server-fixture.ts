import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { build } from "vite";

export interface Child {
  readonly process: ChildProcess;
  readonly port: number;
}

/** The server's entry as a process of its own. */
export interface BuiltServer {
  /** Settles when it listens, on any free port. */
  startChild(environment: Readonly<Record<string, string>>): Promise<Child>;
  run(commandLine: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess;
  remove(): void;
}

/** Node 20 runs no TypeScript, so the entry is built; below node_modules, where it finds its dependencies. */
export async function buildServer(): Promise<BuiltServer> {
  const outDir = mkdtempSync(join(process.cwd(), "node_modules", ".server-test-"));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: {
      ssr: "src/server/server.ts",
      outDir,
      rolldownOptions: { output: { entryFileNames: "server.mjs" } },
    },
  });
  const run: BuiltServer["run"] = (commandLine, environment) => {
    const child = spawn(process.execPath, [join(outDir, "server.mjs"), ...commandLine], {
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  };
  return {
    run,
    async startChild(environment) {
      const child = run([], { PORT: "0", ...environment });
      const port = await new Promise<number>((resolve, reject) => {
        let output = "";
        for (const stream of [child.stdout!, child.stderr!]) {
          stream.on("data", (bytes) => {
            output += String(bytes);
            const address = /personal-rank server: http:\/\/localhost:(\d+)\/v1/.exec(output);
            if (address !== null) resolve(Number(address[1]));
          });
        }
        child.on("exit", (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
      });
      return { process: child, port };
    },
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
}
