import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const START_TIMEOUT_MS = 60_000;

/** What of the product runs in Node: `dist/server/NAME.js`. */
type Script = "demo" | "server";

/** A process of the built product, running as a user would run it. */
export interface BuiltProcess {
  /** What it printed until it had started. */
  readonly said: string;
  /** Kills it (SIGKILL: browsers keep connections open). The end of this process does so too. */
  kill(): Promise<void>;
}

interface StartOptions {
  readonly args?: readonly string[];
  /** Beside this process's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it says last as it starts. */
  readonly last: RegExp;
}

/** @throws {Error} if the product has not been built, or the process ends or says nothing in time. */
export async function startBuilt(
  name: Script,
  { args = [], environment, last }: StartOptions,
): Promise<BuiltProcess> {
  const script = scriptOf(name);
  if (!existsSync(script))
    throw new Error(`Cannot start the ${name} because "${script}" is missing: run npm run build`);
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    said: await startOf(child, { name, last }),
    kill: async () => {
      process.off("exit", end);
      end();
      await exited;
    },
  };
}

/** Runs a command of whoever looks after a server, as `npm run server -- …` does, and gives what it says. */
export async function runCommandAt(dataDir: string, words: readonly string[]): Promise<string> {
  const env = { ...process.env, DATA_DIR: dataDir };
  const { stdout } = await promisify(execFile)(process.execPath, [scriptOf("server"), ...words], {
    cwd: ROOT,
    env,
  });
  return stdout;
}

function scriptOf(name: Script): string {
  return join(ROOT, `dist/server/${name}.js`);
}

function startOf(child: ChildProcess, { name, last }: { name: Script; last: RegExp }): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(
      () => reject(new Error(`The ${name} did not start in time; it said: ${output}`)),
      START_TIMEOUT_MS,
    );
    const onData = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!last.test(output)) return;
      clearTimeout(timer);
      resolve(output);
    };
    child.stdout?.on("data", onData);
    child.stderr?.on("data", onData);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The ${name} ended with code ${code}; it said: ${output}`));
    });
  });
}
