import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRunFile } from "./run-file.ts";
import type { VisitLog } from "./visit-log.ts";
import { visitsFixture } from "./visits.test-helper.ts";

const path = (): string => join(mkdtempSync(join(tmpdir(), "personal-rank-visits-")), "visits.jsonl");

test("a run that was killed while it wrote goes on after the last whole line, and of a life that was cut short nothing is left", () => {
  const file = path();
  const visits = visitsFixture();
  const life = (persona: number): VisitLog[] => visits.filter((visit) => visit.persona === persona);
  openRunFile<readonly VisitLog[]>(file, "this run").add(life(0));
  // All but the last of its visits came to the disk.
  appendFileSync(file, JSON.stringify(life(1)).slice(0, -40));
  const again = openRunFile<readonly VisitLog[]>(file, "this run");
  expect(again.rows).toEqual([life(0)]);
  again.add(life(1));
  expect(openRunFile<readonly VisitLog[]>(file, "this run").rows).toEqual([life(0), life(1)]);
});

test("figures of another run are not taken over", () => {
  const file = path();
  openRunFile<readonly VisitLog[]>(file, "another run").add(visitsFixture());
  expect(openRunFile<readonly VisitLog[]>(file, "this run").rows).toEqual([]);
  expect(readFileSync(file, "utf8")).toBe("this run\n");
});
