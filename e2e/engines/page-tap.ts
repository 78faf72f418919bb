import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** What a page tells the journey, by the script that the tap puts in. */
export type Told =
  | { readonly kind: "exception" | "console"; readonly text: string }
  | { readonly kind: "loaded" }
  | { readonly kind: "answer"; readonly id: number; readonly value?: unknown; readonly error?: string };

/** What the page is asked to run; see `remote-page.ts`. */
export interface Command {
  readonly id: number;
  readonly source: string;
  readonly args: readonly unknown[];
}

/** A proxy in front of the shop: an engine that cannot report a page's errors has the page report them itself. */
export interface PageTap {
  readonly url: string;
  stop(): Promise<void>;
}

const TELL_PATH = "/__tap/told";
const COLLECTOR_PATH = "/__tap/collector.js";
const NEXT_PATH = "/__tap/next";
/** A page of this origin that is not the shop's. */
export const START_PATH = "/__tap/start";

/** Stands first in every page: nothing of the shop's has run yet. */
const COLLECTOR = `(() => {
  const tell = (told) => navigator.sendBeacon("${TELL_PATH}", JSON.stringify(told));
  addEventListener("error", ({ error, message }) => tell({ kind: "exception", text: String(error ?? message) }));
  addEventListener("error", ({ target }) => {
    if (target instanceof HTMLScriptElement) tell({ kind: "exception", text: "Did not load: " + target.src });
  }, true);
  addEventListener("unhandledrejection", ({ reason }) => tell({ kind: "exception", text: String(reason) }));
  addEventListener("load", () => tell({ kind: "loaded" }));
  for (const level of ["warn", "error"]) {
    const write = console[level];
    console[level] = (...parts) => {
      tell({ kind: "console", text: parts.map(String).join(" ") });
      write.apply(console, parts);
    };
  }
})();`;

/** Asks for the next thing to do, does it, tells what came of it. */
const OBEDIENT = `(async () => {
  const gone = new AbortController();
  addEventListener("pagehide", () => gone.abort()); // a page that is kept for the way back would still be asked
  for (;;) {
    const { id, source, args } = await (await fetch("${NEXT_PATH}", { cache: "no-store", signal: gone.signal })).json();
    const told = { kind: "answer", id };
    try {
      told.value = await (0, eval)("(" + source + ")")(...args);
    } catch (error) {
      told.error = String(error);
    }
    await fetch("${TELL_PATH}", { method: "POST", body: JSON.stringify(told), keepalive: true });
  }
})().catch(() => undefined);`;

/**
 * Starts the proxy.
 *
 * @param port 0 for any that is free. What a browser keeps, it keeps for an origin, of which the port is a part.
 * @param nextCommand If given, pages are remote controlled: called for each page that has nothing to do; `gone` is
 *   aborted when that page goes away.
 * @param policy A Content-Security-Policy for everything that the shop answers.
 */
export async function pageTap(
  shopUrl: string,
  options: {
    port: number;
    onTold: (told: Told) => void;
    nextCommand?: (gone: AbortSignal) => Promise<Command>;
    policy?: string;
  },
): Promise<PageTap> {
  const { port, onTold, nextCommand, policy } = options;
  const obedient = nextCommand === undefined ? "" : OBEDIENT;
  // Without words of its own in the page: the shop's policy may forbid them.
  const script = `<script src="${COLLECTOR_PATH}"></script>`;
  const server = createServer((asked, answer) => {
    void (async () => {
      if (asked.url === TELL_PATH) {
        onTold(JSON.parse(await text(asked)) as Told); // written by the scripts above
        answer.writeHead(204).end();
      } else if (asked.url === NEXT_PATH && nextCommand !== undefined) {
        const gone = new AbortController();
        answer.once("close", () => gone.abort());
        answer
          .setHeader("content-type", "application/json")
          .end(JSON.stringify(await nextCommand(gone.signal)));
      } else if (asked.url === COLLECTOR_PATH) {
        answer.setHeader("content-type", "text/javascript").end(COLLECTOR + obedient);
      } else if (asked.url === START_PATH) {
        answer
          .setHeader("content-type", "text/html")
          .end(`<!doctype html><title>Start</title><script>${obedient}</script>`);
      } else {
        forward(asked, answer, { shopUrl, script, policy });
      }
    })().catch(() => answer.destroy());
  });
  server.keepAliveTimeout = 0; // a connection that ends while the browser asks again is a file that does not come
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The tap has no port");
  return {
    url: `http://localhost:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(
  asked: IncomingMessage,
  answer: ServerResponse,
  { shopUrl, script, policy }: { shopUrl: string; script: string; policy: string | undefined },
): void {
  const url = new URL(asked.url ?? "/", shopUrl);
  const headers = { ...asked.headers, host: url.host, "accept-encoding": "identity" };
  const onward = request(url, { method: asked.method ?? "GET", headers, agent: false }, (got) => {
    void (async () => {
      // Of the shop's connection, not of the browser's.
      delete got.headers["keep-alive"];
      delete got.headers.connection;
      if (policy !== undefined) got.headers["content-security-policy"] = policy;
      const isPage = got.headers["content-type"]?.startsWith("text/html") === true;
      if (!isPage) {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
        return;
      }
      const page = (await text(got)).replace("<head>", `<head>${script}`);
      const changed = { ...got.headers, "content-length": String(Buffer.byteLength(page)) };
      answer.writeHead(got.statusCode ?? 502, changed).end(page);
    })().catch(() => answer.destroy());
  });
  onward.once("error", () => answer.destroy());
  answer.once("close", () => onward.destroy());
  asked.pipe(onward);
}
