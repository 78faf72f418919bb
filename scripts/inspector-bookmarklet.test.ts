import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { INSPECT_BOOKMARKLET } from "../src/base/inspect-bookmarklet.ts";
import { tabs } from "../src/element/inspector-tabs.ts";
import { INSPECT } from "../src/page/inspect-note.ts";

const text = readFileSync(new URL("../docs/inspector.md", import.meta.url), "utf8");
const blocks = [...text.matchAll(/^```text\n(.*?)\n```$/gms)].map(([, block = ""]) => block);

it("shows in docs/inspector.md the bookmarklet of the demo, which the journeys press, and the address as it is read", () => {
  expect(blocks).toContain(INSPECT_BOOKMARKLET);
  expect(blocks.some((block) => block.includes(`&${INSPECT}\n`) && block.endsWith(`#${INSPECT}`))).toBe(true);
});

it("has a paragraph in docs/inspector.md on each tab", () => {
  const described = [...text.matchAll(/^\*\*(\w+)\.\*\* /gm)].map(([, name]) => name);
  expect(tabs.map(({ label }) => label).filter((label) => !described.includes(label))).toEqual([]);
});
