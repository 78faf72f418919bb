import { render } from "lit";
import { describe, expect, test } from "vitest";
import type { QualityPreview } from "../worker/quality-preview.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import { renderMonitor } from "./inspector-monitor.ts";

const DAY_MS = 86_400_000;
const NOW_MS = 1_764_000_000_000;

/** What is shown, a line for each table and what stands between. */
async function shown(change: Partial<QualityPreview> | null): Promise<{ text: string; reports: string[] }> {
  const { monitor } = await fakeHandle("ready").inspect();
  const part = document.createElement("div");
  render(renderMonitor(change === null ? null : { ...monitor!, ...change }, NOW_MS), part);
  const textOf = (element: Element): string => element.textContent.replace(/\s+/g, " ");
  return { text: textOf(part), reports: [...part.querySelectorAll(".report")].map(textOf) };
}

describe("renderMonitor", () => {
  test("says byte by byte what was sent last and what goes next, and when", async () => {
    const { text, reports } = await shown({});
    expect(text).toContain("On. At most once a week three bytes");
    expect(text).toContain(`Next report from ${new Date(1_764_300_000_000).toLocaleString()} on`);
    const [last, next, noted] = reports;
    expect(last).toContain(`The last report, sent on ${new Date(1_763_700_000_000).toLocaleString()}`);
    expect(last).toContain("01 the form of the report 00 what it is about: whose order did better 01");
    expect(last).toContain("your own order. The true one is drawn with 79 %, each other one with 11 %");
    expect(next).toContain(
      "01 what it is about: how long a page’s first order took 02 the answer: within 2 s.",
    );
    expect(next).toContain("with 71 %, each other one with 10 %"); // there is one answer more
    expect(noted).toContain("how long a lesson took within 50 ms");
  });

  test("counts the privacy that the reports of 90 days have cost, and no older ones", async () => {
    const atMs = [90.5, 89.5, 5].map((days) => NOW_MS - days * DAY_MS);
    const { text } = await shown({ sent: { atMs, most: 12, days: 90 } });
    expect(text).toContain("Sent in 90 days 2 of at most 12");
    expect(text).toContain("(ε, 2 a report) 4 of at most 24");
    expect(text).toContain("no answer becomes more than 7.4 times as likely");
  });

  test("says that none was sent yet, that the bytes of an older one were not kept, and what is due", async () => {
    const none = { atMs: [], most: 12, days: 90 };
    const early = await shown({ sent: none, lastBytes: null, dueAtMs: null });
    expect(early.text).toContain("None was sent yet.");
    expect(early.text).toContain("Next report a week after there is something to tell");
    expect(early.text).toContain("0 of at most 24");
    const older = await shown({ lastBytes: null, dueAtMs: NOW_MS - 1 });
    expect(older.text).toContain("its bytes were not kept");
    expect(older.text).toContain("Next report with the next page");
  });

  test("says that reports are off", async () => {
    const { text, reports } = await shown(null);
    expect(text).toContain("Off: this page asks for none, or may send none.");
    expect(reports).toEqual([]);
  });
});
