import { expect, test } from "vitest";
import { templateText } from "../base/template-text.test-helper.ts";
import type { WhatIf } from "../worker/hypothetical.ts";
import type { StoredEvent } from "../worker/protocol.ts";
import { whatIfFixture } from "./hypothetical-fixtures.test-helper.ts";
import { renderCauses } from "./inspector-causes.ts";
import { type Causes, findCauses } from "./inspector-choices.ts";
import { inspectionFixture } from "./inspection-fixture.test-helper.ts";

const { events } = inspectionFixture();

/** @param answer What the replay without these events says, if not what the fixture does. */
async function causesOf(
  of: readonly StoredEvent[],
  answer: (without: readonly string[]) => Partial<WhatIf> = () => ({}),
): Promise<{ readonly causes: Causes; readonly lists: readonly unknown[] }> {
  const lists: unknown[] = [];
  const causes = await findCauses(
    {
      whatIf: async ({ listId, without = [] }) => {
        lists.push(listId);
        return { ...whatIfFixture(3, without), ...answer(without) };
      },
    },
    of,
    { listId: "search", onProgress: () => undefined, isOver: () => false },
  );
  return { causes: causes!, lists };
}
const textOf = (causes: Causes, id: string): string => templateText(renderCauses(id, causes, (item) => item));

test("every replay is of the list that is shown: the page may have several", async () => {
  const { lists } = await causesOf(events);
  expect(lists).toEqual(["search", "search", "search", "search", "search"]);
});

test("where the order would be without all of it, that is said; where older lessons are left, nothing is said of them", async () => {
  const { causes } = await causesOf(events);
  expect(textOf(causes, "lamp-14")).toContain("Without anything you did it would be at 14");
  const older = await causesOf(events, (without) => {
    const { ranking } = whatIfFixture(3, without);
    const items = ranking.items.map((item) => ({ ...item, parts: { ...item.parts, personal: 0.1 } }));
    return without.length > 1 ? { ranking: { ...ranking, items } } : {};
  });
  const text = textOf(older.causes, "lamp-14");
  expect(text).toContain("Without what you did lately it would be at 14");
  expect(text).not.toContain("anything you did");
  expect(textOf(older.causes, "lamp-18")).toContain(
    "None of your newest choices has anything to do with it.",
  );
});

test("a choice that is too old to be taken out is not said to have no effect", async () => {
  const tooOld = await causesOf(events, () => ({ events: 0, ranking: whatIfFixture(3, []).ranking }));
  expect(tooOld.causes.effects).toEqual([]);
  const text = textOf(tooOld.causes, "lamp-14");
  expect(text).toContain("What you chose is too old to be taken out.");
  expect(text).not.toContain("None of your choices");
});

test("says that nothing was chosen where that is so, and of more choices than are replayed that these were the newest", async () => {
  const seen = events.filter(({ type }) => type === "impression");
  expect(textOf((await causesOf(seen)).causes, "lamp-18")).toContain("You have not chosen anything yet.");
  expect(textOf((await causesOf(events)).causes, "lamp-18")).toContain("None of your choices has anything");
  const many = Array.from({ length: 25 }, (_, at) => ({ ...events[2], eventId: `many${at}` }));
  const { causes, lists } = await causesOf(many);
  expect(lists).toHaveLength(26); // as it is, without all, and without each of the newest 24
  expect(textOf(causes, "lamp-18")).toContain("None of your newest choices has anything to do with it.");
});
