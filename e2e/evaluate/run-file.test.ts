import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRunFile } from "./run-file.ts";
import type { VisitLog } from "./visit-log.ts";
import { visitsFixture } from "./visits.test-helper.ts";

const path = (): string => join(mkdtempSync(join(tmpdir(), "personal-rank-visits-")), "visits.jsonl");

test("a run that was killed while it wrote goes on after the last whole line", () => {
  const file = path();
  const visits = visitsFixture();
  openRunFile<VisitLog>(file, "this run").add(visits.slice(0, 5));
  appendFileSync(file, JSON.stringify(visits[5]).slice(0, 40));
  const again = openRunFile<VisitLog>(file, "this run");
  expect(again.rows).toEqual(visits.slice(0, 5));
  again.add([visits[5]]);
  expect(openRunFile<VisitLog>(file, "this run").rows).toEqual(visits.slice(0, 6));
});

test("figures of another run are not taken over", () => {
  const file = path();
  openRunFile<VisitLog>(file, "another run").add(visitsFixture());
  expect(openRunFile<VisitLog>(file, "this run").rows).toEqual([]);
  expect(readFileSync(file, "utf8")).toBe("this run\n");
});
