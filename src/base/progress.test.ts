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

  test("writes a bar over the terminal's line, and clears it", () => {
    expect(reports(4, true)).toEqual([
      `\r\u001b[K${"█".repeat(10)}${"░".repeat(10)} Reading: 50 %, 2 s left`,
      `\r\u001b[K${"█".repeat(15)}${"░".repeat(5)} Reading: 75 %, 1 s left`,
      `\r\u001b[K${"█".repeat(20)} Reading: 100 %`,
      "\r\u001b[K",
    ]);
  });

  test("writes a line now and then elsewhere", () => {
    expect(reports(10, false)).toEqual(["Reading: 20 %, 8 s left\n", "Reading: 70 %, 3 s left\n"]);
  });

  test("speaks of minutes where they say enough", () => {
    expect(reports(600, false)[0]).toBe("Reading: 0 %, 10 min left\n");
    expect(reports(82, false)[0]).toBe("Reading: 2 %, 80 s left\n");
  });

  test("takes the pace of each piece of work from its own start", () => {
    const written: string[] = [];
    let now = 0;
    const progress = createProgress({
      write: (text) => written.push(text),
      nowMs: () => now,
      isTerminal: false,
    });
    progress("Encoding", 0);
    now = 100_000;
    progress("Ranking", 0.5);
    now = 106_000;
    progress("Ranking", 0.75);
    expect(written.at(-1)).toBe("Ranking: 75 %, 6 s left\n");
  });
});
