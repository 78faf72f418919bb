import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { check } from "@shopify/theme-check-node";
import { Engine } from "php-parser";
import { SETTING_NAMES } from "../src/page/setting-names.ts";

/** The templates for shop systems: no such shop runs here, so that their own tools, and parsers, say whether they are sound. */

const EXAMPLES = fileURLToPath(new URL("../examples/", import.meta.url));
const DIST = fileURLToPath(new URL("../dist/", import.meta.url));

const filesOf = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(EXAMPLES, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name))
    .map((name) => join(EXAMPLES, folder, name));
const textOf = (file: string): string => readFileSync(file, "utf8");

test.describe("the Shopify theme app extension", () => {
  let extension = "";
  test.beforeEach(() => {
    extension = mkdtempSync(join(tmpdir(), "personal-rank-extension-"));
    cpSync(join(EXAMPLES, "shopify-app-block"), extension, { recursive: true });
  });
  test.afterEach(() => rmSync(extension, { recursive: true, force: true }));

  const offences = async (): Promise<string[]> =>
    (await check(extension)).map(({ check: name, message }) => `${name}: ${message}`);
  /** Step 2 of its README. */
  const addAssets = (): void => {
    const [, names = ""] =
      /mkdir assets && cp (.*) assets\//.exec(textOf(join(extension, "README.md"))) ?? [];
    mkdirSync(join(extension, "assets"));
    for (const name of names.split(" "))
      cpSync(
        name.replace("node_modules/personal-rank/dist/", DIST),
        join(extension, "assets", basename(name)),
      );
  };

  test("has no offence for Shopify's own linter", async () => {
    addAssets();
    expect(await offences()).toEqual([]);
  });

  test("is really looked at: without its assets, or with a phrase that is missing, there are offences", async () => {
    expect((await offences()).filter((text) => text.startsWith("MissingAsset"))).toHaveLength(2);
    addAssets();
    const german = join(extension, "locales/de.json");
    writeFileSync(german, textOf(german).replace('"label"', '"lable"'));
    expect((await offences()).length).toBeGreaterThan(0);
  });
});

test("every PHP file of the examples is PHP", () => {
  const engine = new Engine({ parser: { php8: true }, ast: {} });
  const files = [...filesOf("woocommerce", /\.php$/), ...filesOf("magento", /\.(php|phtml)$/)];
  expect(files).toHaveLength(5);
  for (const file of files) {
    expect(() => engine.parseCode(textOf(file), file), file).not.toThrow();
    expect(() => engine.parseCode(textOf(file).replace(/;$/m, ";)"), file), `${file}, spoilt`).toThrow();
  }
});

test("the WooCommerce plugin's consent follows the WP Consent API, and is no as long as nobody asked", async ({
  page,
}) => {
  await page.setContent('<script type="module" id="personal-rank-js-module" data-consent="denied"></script>');
  await page.evaluate(() =>
    Object.assign(window, { answer: true, wp_has_consent: () => Reflect.get(window, "answer") }),
  );
  await page.addScriptTag({ type: "module", path: join(EXAMPLES, "woocommerce/personal-rank/consent.js") });
  const tell = (event: string, values: object): Promise<string | undefined> =>
    page.evaluate(
      ([name, given]) => {
        Object.assign(window, given);
        document.dispatchEvent(new CustomEvent(name));
        return document.getElementById("personal-rank-js-module")!.dataset["consent"];
      },
      [event, values] as const,
    );
  expect(await tell("unrelated", {})).toBe("denied");
  expect(await tell("wp_consent_type_defined", { wp_consent_type: "optin", answer: false })).toBe("denied");
  expect(await tell("wp_listen_for_consent_change", { answer: true })).toBe("granted");
  expect(await tell("wp_listen_for_consent_change", { answer: false })).toBe("denied");
});

test("every XML file of the Magento module is well-formed", async ({ page }) => {
  const files = filesOf("magento", /\.xml$/);
  expect(files).toHaveLength(4);
  const problems = (text: string): Promise<string | null> =>
    page.evaluate(
      (xml) =>
        new DOMParser().parseFromString(xml, "application/xml").querySelector("parsererror")?.textContent ??
        null,
      text,
    );
  for (const file of files) {
    expect(await problems(textOf(file)), file).toBeNull();
    expect(await problems(textOf(file).replace("</", "<")), `${file}, spoilt`).not.toBeNull();
  }
});

test("a Magento layout names templates and classes that are there", () => {
  const layouts = filesOf("magento", /layout\/.*\.xml$/)
    .map(textOf)
    .join("\n");
  const named = [
    ...[...layouts.matchAll(/template="PersonalRank_Tag::([^"]+)"/g)].map(
      ([, name]) => `view/frontend/templates/${name}`,
    ),
    ...[...layouts.matchAll(/>PersonalRank\\Tag\\([\w\\]+)</g)].map(
      ([, name = ""]) => `${name.replaceAll("\\", "/")}.php`,
    ),
  ];
  const there = filesOf("magento", /./).map((file) => file.replace(/.*\/PersonalRank\/Tag\//, ""));
  expect(named).toHaveLength(3);
  expect(named.filter((name) => !there.includes(name))).toEqual([]);
});

test("no template names an attribute that the tag does not read", () => {
  const names = [
    ...textOf(join(EXAMPLES, "shopify-app-block/blocks/personal-rank.liquid")).matchAll(/\bdata-([\w-]+)=/g),
    ...textOf(join(EXAMPLES, "woocommerce/personal-rank/personal-rank.php")).matchAll(/'data-([\w-]+)'/g),
    ...filesOf("magento", /layout\/.*\.xml$/)
      .map(textOf)
      .join("\n")
      .matchAll(/<item name="([\w-]+)"/g),
  ].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(7);
  expect(names.filter((name) => !SETTING_NAMES.some((known) => known === name))).toEqual([]);
});
