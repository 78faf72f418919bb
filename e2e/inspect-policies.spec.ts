import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import { test } from "./fixtures.ts";
import { heard, noteOf, panelOf, PARAMETER, serve, TAG } from "./inspected-shop.ts";

const SELF = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'";

const hashOf = (name: string): string =>
  `sha384-${createHash("sha384")
    .update(readFileSync(fileURLToPath(new URL(`../dist/${name}`, import.meta.url))))
    .digest("base64")}`;

/** How the file of the inspector is loaded: by the rules of all that the page script loads. */
for (const { name, tag, policy } of [
  { name: "a strict policy, own origin", tag: TAG, policy: SELF },
  {
    name: "a nonce with strict-dynamic",
    tag: `${TAG} nonce="abc"`,
    policy: "script-src 'nonce-abc' 'strict-dynamic'; object-src 'none'; base-uri 'none'",
  },
  {
    name: "Trusted Types that allow Lit's policy",
    tag: TAG,
    policy: `${SELF}; require-trusted-types-for 'script'; trusted-types personal-rank lit-html`,
  },
  {
    name: "integrity on the tag",
    tag: `${TAG} integrity="${hashOf("personal-rank.js")}"`,
    policy: SELF,
  },
  {
    name: "everything in one file, checked",
    tag: `${TAG.replace("personal-rank.js", "personal-rank.single.js")} integrity="${hashOf("personal-rank.single.js")}"`,
    policy: SELF,
  },
])
  test(`${name}: the inspector opens by the address`, async ({ page }) => {
    const { messages, exceptions } = heard(page);
    const shop = await serve(tag, policy);
    await page.goto(`${shop.origin}/?${PARAMETER}`);
    await expect(panelOf(page).getByText("Nothing is happening")).toBeVisible();
    const { width } = (await panelOf(page).boundingBox())!;
    expect(width).toBe(430);
    expect([...messages, ...exceptions]).toEqual([]);
    await shop.stop();
  });

test("a policy without inline styles: moves and timeline are drawn all the same", async ({ page }) => {
  const shop = await serve(
    TAG.replace("denied", "granted"),
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
  );
  await page.goto(`${shop.origin}/?${PARAMETER}`);
  await page.evaluate(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
  });
  await expect(panelOf(page).locator(".moves")).toHaveAttribute("style", /--row: ?\d+px/);
  await panelOf(page).getByRole("tab", { name: "Timeline" }).click();
  const places = panelOf(page).locator("li[style*=translateY]");
  await expect(places.first()).toBeVisible();
  const tops = await places.evaluateAll((all) => all.map((place) => place.getBoundingClientRect().top));
  expect(new Set(tops.slice(0, 5)).size).toBe(5);
  expect(await page.evaluate(() => (window as unknown as { refused: string[] }).refused)).toEqual([]);
  await shop.stop();
});

test("another origin, checked: the inspector opens by the address", async ({ page }) => {
  const cdn = await serve(null);
  const src = `src="${cdn.origin}/personal-rank.js" crossorigin integrity="${hashOf("personal-rank.js")}"`;
  const shop = await serve(
    TAG.replace('src="/personal-rank.js"', src),
    `default-src 'self'; script-src 'self' ${cdn.origin}; style-src 'self' 'unsafe-inline'`,
  );
  await page.goto(`${shop.origin}/?${PARAMETER}`);
  await expect(panelOf(page).getByText("Nothing is happening")).toBeVisible();
  await shop.stop();
  await cdn.stop();
});

for (const { name, tag, policy, answer } of [
  {
    name: "a policy that allows the script and not what it loads",
    tag: `${TAG} integrity="${hashOf("personal-rank.js")}"`,
    policy: `script-src '${hashOf("personal-rank.js")}'`,
    answer: null,
  },
  {
    name: "Trusted Types that do not allow Lit's policy",
    tag: TAG,
    policy: `${SELF}; require-trusted-types-for 'script'; trusted-types personal-rank`,
    answer: null,
  },
  { name: "a file that is not there", tag: TAG, policy: SELF, answer: { status: 404, body: "Not found" } },
  {
    name: "a changed file beside a checked script",
    tag: `${TAG} integrity="${hashOf("personal-rank.js")}"`,
    policy: SELF,
    answer: { status: 200, body: "window.wasRun = true; export const openInspector = () => {};" },
  },
])
  test(`${name}: no panel, one message, and nothing thrown into the page`, async ({ page }) => {
    const { messages, exceptions } = heard(page);
    const shop = await serve(tag, policy);
    if (answer !== null)
      await page.route("**/rank-inspector.js", (route) =>
        route.fulfill({ contentType: "text/javascript", ...answer }),
      );
    await page.goto(`${shop.origin}/?${PARAMETER}`);
    await expect.poll(() => messages.length).toBe(1);
    await page.evaluate((hash) => void (location.hash = hash), PARAMETER); // asked again
    await page.waitForTimeout(1_500);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain("Cannot show the inspector because rank-inspector.js did not start");
    expect(messages[0]).toContain("docs/hosting.md");
    expect(exceptions).toEqual([]);
    expect(await page.evaluate(() => "wasRun" in window)).toBe(false);
    await expect(panelOf(page)).toHaveCount(0);
    expect(await noteOf(page)).toBeNull();
    await shop.stop();
  });
