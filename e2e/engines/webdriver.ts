import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

const START_TIMEOUT_MS = 60_000;
/** How W3C WebDriver writes keys and elements. @see https://www.w3.org/TR/webdriver1/ */
const KEYS = { Tab: "\uE004", Enter: "\uE007" };
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** A running WebDriver program. */
export interface WebDriver {
  newSession(capabilities: object): Promise<WebDriverSession>;
  stop(): void;
}

export interface WebDriverSession {
  readonly browserVersion: string;
  resize(window: { width: number; height: number }): Promise<void>;
  open(url: string): Promise<void>;
  /** Calls a function, given as source text, with arguments that travel as JSON; waits for its promise. */
  call(source: string, args: readonly unknown[]): Promise<unknown>;
  click(selector: string): Promise<void>;
  press(key: keyof typeof KEYS): Promise<void>;
  reload(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a W3C WebDriver program on a free port. */
export async function startWebDriver(path: string, env: NodeJS.ProcessEnv): Promise<WebDriver> {
  const port = await freePort();
  const driver: ChildProcess = spawn(path, [`--port=${port}`], { env, stdio: "ignore" });
  const kill = (): void => void driver.kill();
  process.once("exit", kill);
  const ask = async (method: "GET" | "POST" | "DELETE", at: string, body?: object): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${port}${at}`, init);
    const { value } = (await response.json()) as { value: unknown }; // the driver keeps to the standard
    if (!response.ok) {
      const { error, message } = value as { error: string; message: string };
      throw new Error(`The browser answered ${method} ${at} with "${error}": ${message}`);
    }
    return value;
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const isUp = await ask("GET", "/status").then(
      () => true,
      () => false,
    );
    if (isUp) break;
    if (driver.exitCode !== null || Date.now() > deadline)
      throw new Error(`Cannot use ${path} because it did not start on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    newSession: async (capabilities) => {
      const session = (await ask("POST", "/session", { capabilities: { alwaysMatch: capabilities } })) as {
        sessionId: string;
        capabilities: { browserVersion: string };
      };
      return sessionOf(
        (method, at, body) => ask(method, `/session/${session.sessionId}${at}`, body),
        session.capabilities.browserVersion,
      );
    },
    stop: () => {
      process.off("exit", kill);
      kill();
    },
  };
}

function sessionOf(
  ask: (method: "GET" | "POST" | "DELETE", at: string, body?: object) => Promise<unknown>,
  browserVersion: string,
): WebDriverSession {
  return {
    browserVersion,
    resize: async (window) => void (await ask("POST", "/window/rect", { x: 0, y: 0, ...window })),
    open: async (url) => void (await ask("POST", "/url", { url })),
    call: (source, args) =>
      ask("POST", "/execute/sync", { script: `return (${source})(...arguments)`, args }),
    click: async (selector) => {
      const element = (await ask("POST", "/element", { using: "css selector", value: selector })) as Record<
        typeof ELEMENT,
        string
      >;
      await ask("POST", `/element/${element[ELEMENT]}/click`, {});
    },
    press: async (key) => {
      const actions = ["keyDown", "keyUp"].map((type) => ({ type, value: KEYS[key] }));
      await ask("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
    },
    reload: async () => void (await ask("POST", "/refresh", {})),
    back: async () => void (await ask("POST", "/back", {})),
    close: async () => void (await ask("DELETE", "")),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
