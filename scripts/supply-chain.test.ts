import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BUNDLED, notices } from "./notices.ts";

const ROOT = new URL("../", import.meta.url);

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}

const readJson = (path: string): Record<string, never> =>
  JSON.parse(readFileSync(new URL(path, ROOT), "utf8")) as Record<string, never>;
const packages: Record<string, LockEntry> = readJson("package-lock.json")["packages"];
const entries = Object.entries(packages).filter(([path]) => path !== "");
const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

/** They ask for no more than that their words come along. MPL-2.0 also asks for the source of files that were changed: none is. */
const ALLOWED = new Set(["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0"]);

/**
 * Packages that would run something as they are installed. None ships, and all works without: core-js asks for money, rs-module-lexer
 * looks whether its binary is there.
 */
const WITH_SCRIPTS = ["core-js", "rs-module-lexer"];

describe("package-lock.json", () => {
  test("pins every package by a hash, and takes none from anywhere but the registry", () => {
    expect(entries.length).toBeGreaterThan(100);
    const unpinned = entries.filter(([, { integrity = "" }]) => !/^sha512-[\w+/]{86}==$/.test(integrity));
    expect(unpinned.map(([path]) => path)).toEqual([]);
    // As a registry names its files; npm leaves the name away where it is told to.
    const elsewhere = entries.filter(
      ([, { link = false, resolved }]) =>
        link || (resolved !== undefined && !/^https:\/\/[^/]+\/.+\/-\/[^/]+\.tgz$/.test(resolved)),
    );
    expect(elsewhere.map(([path]) => path)).toEqual([]);
    const hosts = new Set(
      entries.flatMap(([, { resolved }]) => (resolved === undefined ? [] : [new URL(resolved).host])),
    );
    expect(hosts.size).toBeLessThanOrEqual(1);
    const {
      dependencies,
      devDependencies,
    }: Record<string, Record<string, string>> = readJson("package.json");
    const wanted = Object.entries({ ...dependencies, ...devDependencies });
    expect(wanted.filter(([, range]) => !/^\^?\d+(\.\d+){1,2}$/.test(range))).toEqual([]);
  });

  test("has no package that runs something as it is installed, but those that are known to be needless", () => {
    const found = entries.filter(([, { hasInstallScript = false }]) => hasInstallScript);
    expect(found.map(([path]) => nameOf(path)).sort()).toEqual(WITH_SCRIPTS);
    expect(found.filter(([, { dev = false }]) => !dev)).toEqual([]);
  });

  test("brings nothing along under a licence that asks for more than its words", () => {
    const shipped = entries.filter(([path, { dev = false }]) => !dev || BUNDLED.includes(nameOf(path)));
    expect(shipped.length).toBeGreaterThan(BUNDLED.length);
    const others = shipped.filter(([, { license = "none" }]) => !ALLOWED.has(license));
    expect(others.map(([path, { license }]) => [path, license])).toEqual([]);
  });
});

describe("THIRD-PARTY.txt", () => {
  test("is what `npm run docs` writes: run it", () => {
    expect(readFileSync(new URL("THIRD-PARTY.txt", ROOT), "utf8")).toBe(notices());
  });

  // `npm test` builds first; alone, the test has nothing to look at.
  const maps = existsSync(new URL("dist", ROOT))
    ? readdirSync(new URL("dist", ROOT)).filter((name) => name.endsWith(".js.map"))
    : [];
  test.skipIf(maps.length === 0)("names every package of which the built files have code", () => {
    const found = new Set<string>();
    for (const name of maps) {
      const sources: readonly string[] = readJson(`dist/${name}`)["sources"];
      for (const source of sources) {
        const [, inside] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? [];
        if (inside !== undefined) found.add(inside);
      }
    }
    expect([...found].sort()).toEqual(BUNDLED);
  });
});
