import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { elementsManifest } from "./elements-manifest.ts";
import { reference } from "./reference.ts";

describe("docs/reference.md", () => {
  const text = reference(elementsManifest());

  it("is what `npm run docs` writes: run it", () => {
    expect(readFileSync(new URL("../docs/reference.md", import.meta.url), "utf8")).toBe(text);
  });

  it("links to headings that it has", () => {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    const links = [...text.matchAll(/\]\(#([\w-]+)\)/g)].map(([, link = ""]) => link);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => !headings.includes(link))).toEqual([]);
  });

  it("has no table row with more or fewer cells than its head", () => {
    let columns = 0;
    for (const line of text.split("\n")) {
      if (!line.startsWith("|")) {
        columns = 0;
        continue;
      }
      const cells = line.replaceAll("\\|", "").split("|").length;
      columns ||= cells;
      expect([line, cells]).toEqual([line, columns]);
    }
  });

  it("says unknown of no type", () => {
    expect(text).not.toContain("`unknown`");
  });
});
