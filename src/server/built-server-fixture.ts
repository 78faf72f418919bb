import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

export interface Child {
  readonly process: ChildProcess;
  readonly port: number;
}

/** An entry of the server as processes of its own. */
export interface BuiltServer {
  /** For node. */
  readonly path: string;
  /** Settles when it listens, on any free port. */
  startChild(environment: Readonly<Record<string, string>>, nodeOptions?: readonly string[]): Promise<Child>;
  run(
    commandLine: readonly string[],
    environment: Readonly<Record<string, string>>,
    nodeOptions?: readonly string[],
  ): ChildProcess;
  /** Kills what still runs, and removes what was built. The end of this process does so too. */
  remove(): void;
}

/**
 * Node 20 runs no TypeScript, so the entry is built; below node_modules, where it finds its dependencies.
 *
 * @param entry A file that starts a server and says so as `src/server/server.ts` does.
 */
export async function buildServer(entry: string = "src/server/server.ts"): Promise<BuiltServer> {
  const outDir = mkdtempSync(join(process.cwd(), "node_modules", ".server-test-"));
  const path = join(outDir, "server.mjs");
  const children = new Set<ChildProcess>();
  const remove = (): void => {
    process.off("exit", remove);
    for (const child of children) child.kill("SIGKILL");
    rmSync(outDir, { recursive: true, force: true });
  };
  process.once("exit", remove);
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: {
      ssr: entry,
      outDir,
      rolldownOptions: { output: { entryFileNames: "server.mjs" } },
    },
  });
  const run: BuiltServer["run"] = (commandLine, environment, nodeOptions = []) => {
    const child = spawn(process.execPath, [...nodeOptions, path, ...commandLine], {
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  };
  return {
    path,
    run,
    async startChild(environment, nodeOptions = []) {
      const child = run([], { PORT: "0", ...environment }, nodeOptions);
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
    remove,
  };
}
