import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { GPU_SCRIPTS, PAGE_SCRIPTS } from "../e2e/bench/page-scripts.ts";

it("the benchmark weighs files that are built under these names: `npm run size` fails on one that is not", () => {
  const { "size-limit": limits } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  ) as { "size-limit": { path: string | string[] }[] };
  const built = limits.flatMap(({ path }) => path);
  expect(PAGE_SCRIPTS.filter((name) => !built.includes(`dist/${name}`))).toEqual([]);
  expect(GPU_SCRIPTS.filter((name) => !PAGE_SCRIPTS.includes(name))).toEqual([]);
});
