import { describe, expect, test } from "vitest";
import { createProgress } from "./progress.ts";

/** Reports once a second from 0 to `seconds`. */
function reports(seconds: number, isTerminal: boolean): string[] {
  const written: string[] = [];
  let now = 0;
  const progress = createProgress({ write: (text) => written.push(text), nowMs: () => now, isTerminal });
  for (; now <= seconds * 1000; now += 1000) progress("Reading", now / (seconds * 1000));
  progress(null);
  return written;
}

describe("createProgress", () => {
  test("says nothing of work that takes less than two seconds", () => {
    expect(reports(1, true)).toEqual([]);
    expect(reports(1, false)).toEqual([]);
  });

  test("writes over the terminal's line, and clears it", () => {
    expect(reports(4, true)).toEqual([
      "\r\u001b[KReading: 50 %",
      "\r\u001b[KReading: 75 %",
      "\r\u001b[KReading: 100 %",
      "\r\u001b[K",
    ]);
  });

  test("writes a line now and then elsewhere", () => {
    expect(reports(10, false)).toEqual(["Reading: 20 %\n", "Reading: 70 %\n"]);
  });
});
