import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { INSPECT_BOOKMARKLET } from "../base/inspect-bookmarklet.ts";
import { demoRoutes } from "./demo-routes.ts";
import { EVALUATION_FOLDER } from "./latest-evaluation.ts";

const root = new URL("../../", import.meta.url).pathname;

describe("demoRoutes", () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    app = fastify();
    await app.register(demoRoutes, { root });
  });
  afterAll(() => app.close());

  test("serves the front page with departments, cards and the tag, and leaves no placeholder", async () => {
    const { statusCode, body } = await app.inject("/");
    expect(statusCode).toBe(200);
    expect(body).not.toMatch(/<!--personal-rank:|data-slot/);
    expect(body.match(/class="card"/g)).toHaveLength(48);
    expect(body).toMatch(/data-list="#results"\s+data-item="\.card"\s+data-list-id="home"/);
    expect(body).toContain('data-consent="denied"');
  });

  test("names the sync server with its key, and none where there is no key", async () => {
    expect((await app.inject("/")).body).not.toContain("data-sync");
    const other = fastify();
    await other.register(demoRoutes, { root, syncKey: "KEY" });
    const { body } = await other.inject("/");
    expect(body).toMatch(/data-sync="\/v1"\s+data-sync-key="KEY"/);
    await other.close();
  });

  test("pins one sponsored card at the third place of a search", async () => {
    const { body } = await app.inject("/search?q=lamp");
    const cards = body.match(/<li class="card"[^>]*>/g)!;
    expect(cards.map((card) => card.includes("data-pinned")).slice(0, 4)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(body.match(/data-pinned/g)).toHaveLength(1);
    expect(new Set(cards.map((card) => /data-id="([^"]*)"/.exec(card)![1])).size).toBe(cards.length);
  });

  test("lists in JSON-LD what it shows in cards, with attributes", async () => {
    const { body } = await app.inject("/search?q=mug");
    const json = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(body)![1]);
    expect(json.itemListElement).toHaveLength(36);
    expect(json.itemListElement[0].item.additionalProperty.length).toBeGreaterThanOrEqual(3);
  });

  test("escapes what was searched for", async () => {
    const { body } = await app.inject(`/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(body).not.toContain("<script>alert");
    expect(body).toContain("&quot;&gt;&lt;script&gt;");
  });

  test("takes consent from the cookie and shows the banner only without it", async () => {
    const granted = await app.inject({ url: "/", headers: { cookie: "personal-order=granted" } });
    expect(granted.body).toContain('data-consent="granted"');
    expect(granted.body).toMatch(/data-consent-banner\s+hidden/);
    const forged = await app.inject({ url: "/", headers: { cookie: 'personal-order="><b>' } });
    expect(forged.body).toContain('data-consent="denied"');
    expect(forged.body).not.toMatch(/data-consent-banner\s+hidden/);
  });

  test("keeps a cart in a cookie, from the product page to the purchase", async () => {
    const product = await app.inject("/product/p0001");
    expect(product.body).toContain('data-personal-rank-action="cart" data-personal-rank-item="p0001"');
    expect(product.body).not.toContain("data-list=");
    let cookie = await post(app, "action=add&id=p0001", "");
    cookie = await post(app, "action=add&id=p0002", cookie);
    const cart = await app.inject({ url: "/cart", headers: { cookie } });
    expect(cart.body.replace(/\s+/g, " ")).toContain('data-personal-rank-item="p0001,p0002"');
    cookie = await post(app, "action=remove&id=p0001", cookie);
    expect(cookie).toBe("cart=p0002");
    expect(await post(app, "action=checkout", cookie)).toBe("cart=");
  });

  test("serves the example pages and what they need", async () => {
    expect((await app.inject("/examples")).headers["location"]).toBe("/examples/");
    for (const kind of ["shop", "video", "feed", "help", "news"]) {
      const { statusCode, body } = await app.inject(`/examples/${kind}.html`);
      expect(statusCode, kind).toBe(200);
      expect(body).toMatch(
        new RegExp(`<script type="module" src="../personal-rank.js" data-kind="${kind}">`),
      );
      for (const [, file] of body.matchAll(/(?:src|href)="([\w-]+\.(?:js|css|svg|html))[#"]/g))
        expect((await app.inject(`/examples/${file}`)).statusCode, file).toBe(200);
    }
    expect((await app.inject("/examples/")).body).toContain("Five kinds of page");
  });

  test("links to the latest evaluation, and says which command makes one where there is none", async () => {
    expect((await app.inject("/")).body).toContain('<a href="/evaluation">');
    const other = mkdtempSync(join(tmpdir(), "personal-rank-shop-"));
    for (const name of ["index.html", "public"]) symlinkSync(join(root, name), join(other, name));
    const shop = fastify();
    await shop.register(demoRoutes, { root: other });
    const none = await shop.inject("/evaluation");
    expect(none.statusCode).toBe(404);
    expect(none.body).toContain("<code>npm run eval</code>");
    mkdirSync(join(other, EVALUATION_FOLDER), { recursive: true });
    writeFileSync(join(other, EVALUATION_FOLDER, "report.html"), "<!doctype html><title>Report</title>");
    const { statusCode, body, headers } = await shop.inject("/evaluation");
    expect([statusCode, body]).toEqual([200, "<!doctype html><title>Report</title>"]);
    expect(headers["content-type"]).toContain("text/html");
    await shop.close();
    rmSync(other, { recursive: true });
  });

  test("has the bookmarklet as a link, its quotes escaped", async () => {
    const { body } = await app.inject("/");
    const [, href] = /<a href="(javascript:[^"]*)">/.exec(body) ?? [];
    expect(href?.replaceAll("&quot;", '"').replaceAll("&amp;", "&")).toBe(INSPECT_BOOKMARKLET);
  });

  test("serves pictures with caching and refuses unknown ones", async () => {
    const picture = await app.inject("/pictures/p0001.svg");
    expect(picture.headers["content-type"]).toContain("image/svg+xml");
    expect(picture.headers["cache-control"]).toContain("max-age=86400");
    expect((await app.inject("/pictures/nothing.svg")).statusCode).toBe(404);
  });

  test.each(["/shop/icon.svg", "/models/shelf-tiny/config.json"])(
    "has %s kept for a minute, so that the next page does not ask for it",
    async (url) => {
      expect((await app.inject(url)).headers["cache-control"]).toBe("public, max-age=60");
    },
  );

  test.each([
    "/product/nothing",
    "/department/nothing",
    "/server/server.js",
    "/../package.json",
    "/models/train/run.sh",
  ])("answers %s with 404", async (url) => {
    expect((await app.inject(url)).statusCode).toBe(404);
  });

  test.each(["/server/demo.js", "/models/train/run.sh"])(
    "gives nobody %s, however it is written",
    async (path) => {
      const other = mkdtempSync(join(tmpdir(), "personal-rank-shop-"));
      for (const folder of ["public", "dist/server", "models/train", "models/open"])
        mkdirSync(join(other, folder), { recursive: true });
      for (const file of ["dist/server/demo.js", "models/train/run.sh", "models/open/config.json"])
        writeFileSync(join(other, file), "{}");
      symlinkSync(join(root, "index.html"), join(other, "index.html"));
      symlinkSync(join(root, "public/shop"), join(other, "public/shop"));
      const shop = fastify();
      await shop.register(demoRoutes, { root: other });
      expect((await shop.inject("/models/open/config.json")).statusCode).toBe(200);
      const [, below, folder, file] = /^(.*\/)(server|train)\/(.*)$/.exec(path)!;
      for (const way of [
        `${folder}/`,
        `%2f${folder}/`,
        `.%2f${folder}/`,
        `x%2f..%2f${folder}/`,
        `${folder}%2f`,
      ])
        expect((await shop.inject(`${below}${way}${file}`)).statusCode, way).toBe(404);
      await shop.close();
      rmSync(other, { recursive: true });
    },
  );

  test("answers a query that is cut in the middle of a character", async () => {
    const query = `${"lamp ".repeat(39)}lamp\u{1f4a1}`; // the light bulb is letters 200 and 201
    const { statusCode } = await app.inject(`/search?q=${encodeURIComponent(query)}`);
    expect(statusCode).toBe(200);
  });

  test("gives each department of a catalogue an address of its own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "personal-rank-shop-"));
    // The cut after 40 letters goes through a character of the last.
    const lines = ["Bags", "bags", `Bags${"!".repeat(35)}\u{1f4a1}`].map((department, at) =>
      JSON.stringify({ id: `${at}`, title: `Thing ${at}`, department }),
    );
    writeFileSync(join(folder, "bags.jsonl"), lines.join("\n"));
    const other = fastify();
    await other.register(demoRoutes, { root, cataloguePath: join(folder, "bags.jsonl") });
    const { body } = await other.inject("/");
    const paths = new Set([...body.matchAll(/href="(\/department\/[^"]*)"/g)].map(([, path]) => path));
    const shown = await Promise.all([...paths].map(async (path) => (await other.inject(path)).body));
    expect(shown.map((page) => /Thing \d/.exec(page)?.[0])).toEqual(["Thing 0", "Thing 1", "Thing 2"]);
    await other.close();
    rmSync(folder, { recursive: true });
  });

  test("shows any catalogue, and no title or id of it becomes markup", async () => {
    const folder = mkdtempSync(join(tmpdir(), "personal-rank-shop-"));
    const evil = `</script><img src=x onerror=alert(1)>"'$&`;
    const lines = Array.from({ length: 60 }, (_, index) =>
      JSON.stringify({
        id: `${evil}${index}`,
        title: `${evil} lamp`,
        brand: evil,
        description: evil,
        price: 4 + index,
        department: evil,
      }),
    );
    writeFileSync(join(folder, "evil.jsonl"), lines.join("\n"));
    const other = fastify();
    await other.register(demoRoutes, { root, cataloguePath: join(folder, "evil.jsonl") });
    const urls = [
      "/",
      "/search?q=lamp",
      "/search?q=lamp&page=2",
      `/product/${encodeURIComponent(`${evil}1`)}`,
    ];
    for (const url of urls) {
      const { statusCode, body } = await other.inject(url);
      expect(statusCode, url).toBe(200);
      expect(body, url).toContain("&lt;/script&gt;&lt;img");
      expect(body.replace(/\\u003c/g, ""), url).not.toContain("<img src=x");
      expect(body, url).not.toContain("data-pinned");
    }
    await other.close();
    rmSync(folder, { recursive: true });
  });
});

/** Sends a cart form and answers the cookie it set. */
async function post(app: FastifyInstance, payload: string, cookie: string): Promise<string> {
  const response = await app.inject({
    method: "POST",
    url: "/cart",
    payload,
    headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
  });
  expect(response.statusCode).toBe(303);
  return String(response.headers["set-cookie"]).split(";")[0];
}
