import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { type Browser, type BrowserContext, chromium } from "playwright";
import { chromiumLaunchOptions } from "../../chromium.ts";

const START_TIMEOUT_MS = 60_000;

/** A Chromium with a profile that lasts, in a process group of its own. */
export interface KillableBrowser {
  readonly context: BrowserContext;
  /** SIGKILL for the browser, its renderers and helpers, at once; nothing if it has ended. The end of this process does so too. */
  kill(): Promise<void>;
}

/** Starts it, and connects to it. */
export async function killableBrowser(profile: string): Promise<KillableBrowser> {
  const { executablePath, args } = chromiumLaunchOptions();
  const child = spawn(
    executablePath,
    [...args, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
    { detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  const killAll = (): void => {
    process.off("exit", killAll);
    killOne(-child.pid!); // it has started, as the leader of a group
    // A helper may have left the group: it is of the same profile.
    for (const pid of processesOf(profile)) killOne(pid);
  };
  process.once("exit", killAll);
  const killGroup = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return killAll();
    const ended = once(child, "exit");
    killAll();
    await ended;
  };
  let browser: Browser;
  try {
    browser = await chromium.connectOverCDP(await addressOf(child));
  } catch (thrown) {
    await killGroup();
    throw thrown;
  }
  return { context: browser.contexts()[0], kill: killGroup };
}

function processesOf(profile: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isSafeInteger(pid)) return [];
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`--user-data-dir=${profile}`) ? [pid] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (): void => reject(new Error(`Chromium did not start; it said: ${said}`));
    const timer = setTimeout(fail, START_TIMEOUT_MS);
    child.stderr!.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const address = said.match(/ws:\/\/\S+/)?.[0];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    child.once("exit", fail);
  });
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
