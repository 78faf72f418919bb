import { afterEach, describe, expect, test, vi } from "vitest";
import { curvesOf } from "./inspector-curves.ts";
import type { fakeHandle } from "./fake-handle.test-helper.ts";
import { timelineFixture } from "./hypothetical-fixtures.test-helper.ts";
import { showTimeline, slideTo } from "./timeline.test-helper.ts";

afterEach(() => {
  document.body.replaceChildren();
  delete window.personalRank;
});

const orderThen = (root: ShadowRoot): string[] =>
  [...root.querySelectorAll("ol.hidden li")].map((item) => item.textContent);

describe("InspectorTimelineElement", () => {
  test("begins at now, and shows at each place of the slider the order of that lesson and what taught it", async () => {
    const root = await showTimeline(5);
    expect(orderThen(root).slice(0, 2)).toEqual(["LAMP-6", "LAMP-7"]);
    slideTo(root, 3);
    await vi.waitFor(() => expect(orderThen(root).slice(0, 3)).toEqual(["LAMP-4", "LAMP-5", "LAMP-6"]));
    expect(root.querySelector(".step")!.textContent).toContain("you opened LAMP-3 (lesson 3)");
    slideTo(root, 4);
    await vi.waitFor(() =>
      expect(root.querySelector(".step")!.textContent).toContain("A lamp that has left the page (lesson 4)"),
    );
    slideTo(root, 0);
    await vi.waitFor(() => expect(root.querySelector(".step")!.textContent).toContain("Before what"));
  });

  test("shows the eye and the screen reader the same order", async () => {
    const root = await showTimeline(5);
    slideTo(root, 2);
    await vi.waitFor(() => expect(orderThen(root)[0]).toBe("LAMP-3"));
    const placeOf = (item: Element): number => item.getBoundingClientRect().top;
    await vi.waitFor(() => {
      const drawn = [...root.querySelectorAll(".places li:not(.out)")].toSorted(
        (a, b) => placeOf(a) - placeOf(b),
      );
      expect(drawn.map((item) => item.querySelector(".place-title")!.textContent)).toEqual(orderThen(root));
    });
  });

  test("replays somebody with a taste that the list has something for, and then the visitor again", async () => {
    document.body.innerHTML = Array.from(
      { length: 18 },
      (_, at) => `<div data-id="lamp-${at + 1}" data-brand="${at % 4 === 0 ? "Lindhavn" : "Other"}"></div>`,
    ).join("");
    const root = await showTimeline(5);
    const select = root.querySelector("select")!;
    expect([...select.options].map(({ text }) => text)).toEqual([
      "Yours",
      "Somebody who likes the brand Lindhavn (5 here)",
    ]);
    select.selectedIndex = 1;
    select.dispatchEvent(new Event("change"));
    await vi.waitFor(() => expect(root.querySelector(".note")?.textContent).toContain("Simulated."));
    expect((window.personalRank as ReturnType<typeof fakeHandle>).asked).toEqual([
      "persona lamp-1,lamp-5,lamp-9,lamp-13,lamp-17 of search",
    ]);
    expect(root.querySelector(".step")!.textContent).toContain("they opened");
    expect(orderThen(root).filter((title) => title.endsWith("(liked)"))).toEqual([
      "LAMP-9 (liked)",
      "LAMP-13 (liked)",
      "LAMP-17 (liked)",
    ]);
    expect(root.querySelectorAll(".places .liked")).toHaveLength(5);
    slideTo(root, 0);
    await vi.waitFor(() => expect(root.querySelector(".step")!.textContent).toBe("Before the first visit."));
    select.selectedIndex = 0;
    select.dispatchEvent(new Event("change"));
    await vi.waitFor(() => expect(root.querySelector(".note")).toBeNull());
    expect(orderThen(root).some((title) => title.endsWith("(liked)"))).toBe(false);
  });

  test("says so while nothing is learned", async () => {
    const root = await showTimeline(0);
    expect(root.querySelector(".note")!.textContent).toContain("Nothing learned yet.");
    expect(root.querySelector<HTMLInputElement>("input")!.disabled).toBe(true);
  });
});

test("curves are means over all choices so far, each foretold before it was learned from", () => {
  const { steps } = timelineFixture(3);
  const { base, personal, lambda } = curvesOf({
    steps: [
      steps[0],
      { ...steps[1], losses: [{ base: 4, personal: 2, choices: 1 }] },
      { ...steps[2], losses: [{ base: 1, personal: 5, choices: 3 }] },
      { ...steps[3], losses: [] },
    ],
  });
  expect(base).toEqual([Number.NaN, 4, 7 / 4, 7 / 4]);
  expect(personal).toEqual([Number.NaN, 2, 17 / 4, 17 / 4]);
  expect(lambda).toHaveLength(4);
});
