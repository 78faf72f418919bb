import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, type Page } from "@playwright/test";
import type { ErrorDetail } from "../src/page/report.ts";
import { type ShopServer, startShopServer } from "./hosting/shop-server.ts";

/** A way to host the tag under a policy. */
interface Hosting {
  readonly name: string;
  /** Attributes of the script tag; `src` and the origin of the CDN are put in. */
  readonly tag: (cdn: string) => string;
  /** Policy of the shop's answers; null sends none. */
  readonly policy: ((cdn: string) => string) | null;
  /** What comes of it: an order, or one message of this kind. */
  readonly outcome: "ranked" | ErrorDetail["reason"];
}

const dist = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../dist/${name}`, import.meta.url)));
const hashOf = (name: string): string => `sha384-${createHash("sha384").update(dist(name)).digest("base64")}`;

const OWN = 'src="/personal-rank.js"';
const fromCdn = (cdn: string): string => `src="${cdn}/personal-rank.js" crossorigin`;
const SELF = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'";
const CDN_POLICY = (cdn: string): string =>
  `default-src 'self'; script-src 'self' ${cdn} 'wasm-unsafe-eval'; connect-src 'self' ${cdn}; worker-src blob:`;

const HOSTINGS: readonly Hosting[] = [
  { name: "no policy, own origin", tag: () => OWN, policy: null, outcome: "ranked" },
  { name: "a strict policy, own origin", tag: () => OWN, policy: () => SELF, outcome: "ranked" },
  {
    name: "a nonce with strict-dynamic",
    tag: () => `${OWN} nonce="abc"`,
    policy: () =>
      "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; worker-src 'self'; object-src 'none'; base-uri 'none'",
    outcome: "ranked",
  },
  {
    name: "Trusted Types with our policy allowed",
    tag: () => OWN,
    policy: () => `${SELF}; require-trusted-types-for 'script'; trusted-types personal-rank`,
    outcome: "ranked",
  },
  {
    name: "Trusted Types without our policy",
    tag: () => OWN,
    policy: () => `${SELF}; require-trusted-types-for 'script'; trusted-types another`,
    outcome: "worker-failed",
  },
  {
    name: "no wasm-unsafe-eval, on a device without a GPU",
    tag: () => OWN,
    policy: () => "default-src 'self'; script-src 'self'",
    outcome: "model-failed",
  },
  { name: "no policy, another origin", tag: fromCdn, policy: null, outcome: "ranked" },
  { name: "a policy that allows the CDN", tag: fromCdn, policy: CDN_POLICY, outcome: "ranked" },
  {
    name: "a policy that allows the CDN's scripts and no worker of it",
    tag: fromCdn,
    policy: (cdn) => CDN_POLICY(cdn).replace("worker-src blob:", "worker-src 'self'"),
    outcome: "worker-failed",
  },
  {
    name: "integrity on the tag, own origin",
    tag: () => `${OWN} integrity="${hashOf("personal-rank.js")}"`,
    policy: () => `${SELF}; worker-src blob:`,
    outcome: "ranked",
  },
  {
    name: "integrity on the tag, another origin",
    tag: (cdn) => `${fromCdn(cdn)} integrity="${hashOf("personal-rank.js")}"`,
    policy: CDN_POLICY,
    outcome: "ranked",
  },
  {
    name: "everything in one file, checked, another origin",
    tag: (cdn) =>
      `src="${cdn}/personal-rank.single.js" crossorigin integrity="${hashOf("personal-rank.single.js")}"`,
    policy: CDN_POLICY,
    outcome: "ranked",
  },
  {
    name: "a policy that allows the script and not what it loads",
    tag: () => `${OWN} integrity="${hashOf("personal-rank.js")}"`,
    policy: () => `script-src '${hashOf("personal-rank.js")}' 'wasm-unsafe-eval'; worker-src 'self'`,
    outcome: "worker-failed",
  },
];

const IDS = Array.from({ length: 12 }, (_, at) => `p${at}`);

function shopPage(tag: string): string {
  const cards = IDS.map(
    (id, at) =>
      `<li data-id="${id}" data-brand="${at % 2 === 0 ? "Alder" : "Birch"}"><a href="#${id}"><h3>Stool number ${at}</h3></a></li>`,
  );
  return `<!doctype html><title>Stools</title><ul id="results">${cards.join("")}</ul>
    <script type="module" ${tag} data-list="#results" data-backend="wasm" data-consent="granted"></script>`;
}

/** Records errors from the page's start. */
async function watch(page: Page): Promise<{ messages: string[]; exceptions: string[] }> {
  const [messages, exceptions]: [string[], string[]] = [[], []];
  page.on("pageerror", (error) => exceptions.push(String(error)));
  page.on("console", (message) => {
    if (message.text().startsWith("personal-rank:")) messages.push(message.text());
  });
  await page.addInitScript(() => {
    const errors: ErrorDetail[] = [];
    Object.assign(window, { errors });
    document.addEventListener("personal-rank:error", (event) => errors.push(event.detail));
  });
  return { messages, exceptions };
}

const idsOf = (page: Page): Promise<string[]> =>
  page
    .locator("#results > li")
    .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset["id"]!));
const errorsOf = (page: Page): Promise<ErrorDetail[]> =>
  page.evaluate(() => (window as unknown as { errors: ErrorDetail[] }).errors);

let cdn: ShopServer;
test.beforeAll(async () => {
  cdn = await startShopServer(
    () => null,
    () => ({ "access-control-allow-origin": "*" }),
  );
});
test.afterAll(() => cdn.stop());

for (const { name, tag, policy, outcome } of HOSTINGS) {
  test(`${name}: ${outcome === "ranked" ? "ranks, and learns" : "keeps the shop's order, with one clear message"}`, async ({
    page,
  }) => {
    const shop = await startShopServer(
      (path) => (path === "/" ? shopPage(tag(cdn.origin)) : null),
      () => (policy === null ? {} : { "content-security-policy": policy(cdn.origin) }),
    );
    const { messages, exceptions } = await watch(page);
    await page.goto(shop.origin);
    if (outcome === "ranked") {
      await page.waitForFunction(() => window.personalRank?.ranking != null);
      await page.locator("#results h3").nth(1).click();
      await page.waitForFunction(async () => (await window.personalRank!.inspect()).started.generation === 1);
      expect(messages).toEqual([]);
    } else {
      await page.waitForFunction(() => (window as unknown as { errors: unknown[] }).errors.length > 0);
      await page.waitForTimeout(500);
      expect((await errorsOf(page)).map(({ reason }) => reason)).toEqual([outcome]);
      expect(messages).toHaveLength(1);
      expect(messages[0]).toContain("Content-Security-Policy");
      expect(await idsOf(page)).toEqual(IDS);
    }
    expect(exceptions).toEqual([]);
    await shop.stop();
  });
}

test("a changed file beside a checked script is not run", async ({ page }) => {
  const shop = await startShopServer(
    (path) => (path === "/" ? shopPage(`${OWN} integrity="${hashOf("personal-rank.js")}"`) : null),
    () => ({}),
  );
  const { messages } = await watch(page);
  await page.route("**/personal-rank-session.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: "window.wasRun = true; export {};" }),
  );
  await page.goto(shop.origin);
  await page.waitForFunction(() => (window as unknown as { errors: unknown[] }).errors.length > 0);
  expect(await page.evaluate(() => "wasRun" in window)).toBe(false);
  expect(await idsOf(page)).toEqual(IDS);
  expect(messages).toHaveLength(1);
  await shop.stop();
});

test("no page needs cross-origin isolation", async ({ page }) => {
  const shop = await startShopServer(
    (path) => (path === "/" ? shopPage(OWN) : null),
    () => ({}),
  );
  await page.goto(shop.origin);
  await page.waitForFunction(() => window.personalRank?.ranking != null);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await shop.stop();
});

test("the script twice, and in another version: the first one serves the page, and says so once", async ({
  page,
}) => {
  const shop = await startShopServer(
    (path) =>
      path === "/"
        ? `${shopPage(OWN)}<script type="module" src="/personal-rank.js?v=2" data-list="#results" data-consent="granted"></script>`
        : null,
    () => ({}),
  );
  const { messages, exceptions } = await watch(page);
  await page.goto(shop.origin);
  await page.waitForFunction(() => window.personalRank?.ranking != null);
  await page.waitForTimeout(500);
  expect(page.workers()).toHaveLength(1);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain("twice");
  expect(exceptions).toEqual([]);
  await shop.stop();
});
