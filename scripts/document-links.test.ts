import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../", import.meta.url);
const DOCUMENTS = [
  "README.md",
  ...readdirSync(new URL("docs/", ROOT)).map((name) => `docs/${name}`),
  ...readdirSync(new URL("examples/", ROOT), { recursive: true, encoding: "utf8" }).map(
    (name) => `examples/${name}`,
  ),
].filter((name) => name.endsWith(".md"));

/** As GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("links in the documents", () => {
  it.each(DOCUMENTS)("lead to files and headings that are there: %s", (name) => {
    const text = readFileSync(new URL(name, ROOT), "utf8");
    const links = [...text.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const dead = links.filter(([, path = "", anchor]) => {
      const file = path === "" ? new URL(name, ROOT) : new URL(path, new URL(name, ROOT));
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(file, "utf8")).includes(anchor);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });
});
