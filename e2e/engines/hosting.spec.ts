import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { type ShopServer, startShopServer } from "../hosting/shop-server.ts";
import { test } from "./engine-fixtures.ts";

/** Four of the ways to host that `e2e/hosting.spec.ts` has: what the engines themselves have to allow or refuse. */
interface Hosting {
  readonly name: string;
  readonly tag: (cdn: string) => string;
  readonly policy: (cdn: string) => string;
  /** Null if it ranks; what the one message says if it does not. */
  readonly refusal: RegExp | null;
}

const integrityOf = (name: string): string => {
  const file = readFileSync(new URL(`../../dist/${name}`, import.meta.url));
  return `integrity="sha384-${createHash("sha384").update(file).digest("base64")}"`;
};

const CDN_POLICY = (cdn: string): string =>
  `default-src 'self'; script-src 'self' ${cdn} 'wasm-unsafe-eval'; connect-src 'self' ${cdn}; worker-src blob:`;

const HOSTINGS: readonly Hosting[] = [
  {
    name: "a strict policy with Trusted Types",
    tag: () => 'src="/personal-rank.js"',
    policy: () =>
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types personal-rank",
    refusal: null,
  },
  {
    name: "another origin, with integrity",
    tag: (cdn) => `src="${cdn}/personal-rank.js" crossorigin ${integrityOf("personal-rank.js")}`,
    policy: CDN_POLICY,
    refusal: null,
  },
  {
    name: "everything in one file, another origin",
    tag: (cdn) => `src="${cdn}/personal-rank.single.js" crossorigin`,
    policy: CDN_POLICY,
    refusal: null,
  },
  {
    name: "another origin, and a policy that forbids the worker",
    tag: (cdn) => `src="${cdn}/personal-rank.js" crossorigin`,
    policy: (cdn) => CDN_POLICY(cdn).replace("worker-src blob:", "worker-src 'self'"),
    refusal: /^personal-rank: Cannot .*Content-Security-Policy/,
  },
];

const IDS = Array.from({ length: 12 }, (_, at) => `p${at}`);

function shopPage(tag: string): string {
  const cards = IDS.map(
    (id, at) =>
      `<li class="card" data-id="${id}" data-brand="${at % 2 === 0 ? "Alder" : "Birch"}"><a href="#${id}"><h3>Stool number ${at}</h3></a></li>`,
  );
  return `<!doctype html><html lang="en"><head><title>Stools</title></head><body><ul id="results">${cards.join("")}</ul>
    <script type="module" ${tag} data-list="#results" data-backend="wasm" data-consent="granted"></script></body></html>`;
}

let cdn: ShopServer;
test.beforeAll(async () => {
  cdn = await startShopServer(
    () => null,
    () => ({ "access-control-allow-origin": "*" }),
  );
});
test.afterAll(() => cdn.stop());

for (const { name, tag, policy, refusal } of HOSTINGS) {
  test(`${name}: ${refusal === null ? "ranks, and learns" : "keeps the shop's order, with one clear message"}`, async ({
    launch,
  }) => {
    const server = await startShopServer(
      (path) => (path === "/" ? shopPage(tag(cdn.origin)) : null),
      () => ({ "content-security-policy": policy(cdn.origin) }),
    );
    const shop = await launch({ shopUrl: server.origin });
    shop.expectedLine = refusal;
    await shop.open("/");
    if (refusal === null) {
      expect((await shop.ranking()).items.map(({ id }) => id)).toEqual(IDS);
      await shop.visitor.click('[data-id="p1"] h3');
      await shop.generation(1);
    } else {
      const ours = (): string[] => shop.visitor.consoleLines.filter((line) => refusal.test(line));
      await expect.poll(ours, { timeout: 30_000 }).toHaveLength(1);
      expect(await shop.idsOnPage()).toEqual(IDS);
    }
    await shop.close();
    await server.stop();
  });
}
