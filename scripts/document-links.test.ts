import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../", import.meta.url);
const FOLDERS = ["docs", "e2e", "examples", "models", "src"];
const DOCUMENTS = [
  ...readdirSync(ROOT),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: "utf8" }).map(
      (name) => `${folder}/${name}`,
    ),
  ),
].filter((name) => name.endsWith(".md") && !name.includes("node_modules/") && !name.includes("/results/"));

/** As GitHub makes them. */
function anchorsOf(text: string): string[] {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, ""); // comments of shell scripts look like headings
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
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
