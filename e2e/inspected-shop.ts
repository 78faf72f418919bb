import type { Locator, Page } from "@playwright/test";
import { type ShopServer, startShopServer } from "./hosting/shop-server.ts";

/** In an address or its hash it opens the inspector. */
export const PARAMETER = "personal-rank-inspect";
export const TAG = 'src="/personal-rank.js" data-list="#results" data-backend="wasm" data-consent="denied"';

export const panelOf = (page: Page): Locator => page.getByRole("region", { name: "personal-rank inspector" });
/** What says that the inspector is open, on the next page too. */
export const noteOf = (page: Page): Promise<string | null> =>
  page.evaluate((key) => sessionStorage.getItem(key), PARAMETER);

function shopPage(tag: string | null): string {
  const cards = Array.from(
    { length: 12 },
    (_, at) => `<li data-id="p${at}"><a href="/p${at}"><h3>Stool number ${at}</h3></a></li>`,
  );
  return `<!doctype html><html lang="de"><title>Stools</title><style>html { font-size: 62.5% }</style><main><h1>Stools</h1>
    <ul id="results">${cards.join("")}</ul></main>${tag === null ? "" : `<script type="module" ${tag}></script>`}`;
}

/** Serves a shop that is not the demo, and has no inspector of its own. */
export async function serve(tag: string | null, policy?: string): Promise<ShopServer> {
  return startShopServer(
    (path) => (path === "/" || path === "/next" ? shopPage(tag) : null),
    () => ({
      "access-control-allow-origin": "*",
      ...(policy === undefined ? {} : { "content-security-policy": policy }),
    }),
  );
}

/** Our lines on the console, and what reached the page's own handlers of errors. */
export function heard(page: Page): { readonly messages: string[]; readonly exceptions: string[] } {
  const [messages, exceptions]: [string[], string[]] = [[], []];
  page.on("pageerror", (error) => exceptions.push(String(error)));
  page.on("console", (message) => {
    if (message.text().startsWith("personal-rank:")) messages.push(message.text());
  });
  return { messages, exceptions };
}
