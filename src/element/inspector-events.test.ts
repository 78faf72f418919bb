import { expect, test } from "vitest";
import { templateText } from "../base/template-text.test-helper.ts";
import { renderEvents } from "./inspector-events.ts";
import { inspectionFixture } from "./inspection-fixture.test-helper.ts";

test("an event of another day is told with its day", () => {
  const nowMs = new Date(2026, 2, 4, 15, 0, 0).getTime();
  const atMs = [new Date(2026, 2, 4, 14, 3, 12), new Date(2026, 1, 27, 14, 3, 12)].map((at) => at.getTime());
  const [click] = inspectionFixture().events.filter(({ type }) => type === "click");
  const [today, before] = atMs.map((at) =>
    templateText(renderEvents([{ ...click, atMs: at }], { areShown: false, toggle: () => undefined }, nowMs)),
  );
  expect(today).toContain(" 14:03:12 ");
  expect(today).not.toContain("26 14:03:12");
  expect(before).toMatch(/\b27\b.{0,12} 14:03:12/);
});

test("says what became of the last event, though there is no log any more", () => {
  const one = { busyId: null, outcome: { generation: 0, events: 1, tooOld: 0 }, forget: () => undefined };
  const text = templateText(renderEvents([], { areShown: false, toggle: () => undefined }, 0, one));
  expect(text).toContain("Forgotten: the weights are what they would be if it had not happened.");
});
