import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const DOCUMENT = new URL("../docs/frameworks.md", import.meta.url);

it("shows in docs/frameworks.md what the examples have, which are built and run", () => {
  const text = readFileSync(DOCUMENT, "utf8");
  const snippets = [...text.matchAll(/^```\w+\n(.*?)^```$/gms)].map(({ 1: code = "", index }) => {
    // The file that the paragraph before it names first.
    const paragraph = text.slice(0, index).trimEnd().split("\n\n").at(-1) ?? "";
    return { code, path: /\]\((\.\.\/examples\/[^)]+)\)/.exec(paragraph)?.[1] ?? "none" };
  });
  expect(snippets).toHaveLength(4);
  for (const { code, path } of snippets)
    expect(readFileSync(new URL(path, DOCUMENT), "utf8"), path).toContain(code);
});
