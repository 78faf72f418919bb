import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openVisitFile } from "./visit-log.ts";
import { visitsFixture } from "./visits.test-helper.ts";

const path = (): string => join(mkdtempSync(join(tmpdir(), "personal-rank-visits-")), "visits.jsonl");

test("a run that was killed while it wrote goes on after the last whole line", () => {
  const file = path();
  const visits = visitsFixture();
  openVisitFile(file, "this run").add(visits.slice(0, 5));
  appendFileSync(file, JSON.stringify(visits[5]).slice(0, 40));
  const again = openVisitFile(file, "this run");
  expect(again.visits).toEqual(visits.slice(0, 5));
  again.add([visits[5]]);
  expect(openVisitFile(file, "this run").visits).toEqual(visits.slice(0, 6));
});

test("figures of another run are not taken over", () => {
  const file = path();
  openVisitFile(file, "another run").add(visitsFixture());
  expect(openVisitFile(file, "this run").visits).toEqual([]);
  expect(readFileSync(file, "utf8")).toBe("this run\n");
});
