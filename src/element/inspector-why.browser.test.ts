import { afterEach, describe, expect, test, vi } from "vitest";
import "../inspector.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import type { InspectorWhyElement } from "./inspector-why.ts";

afterEach(() => {
  document.body.replaceChildren();
  delete window.personalRank;
});

async function showWhy(handle = fakeHandle("ready")): Promise<{
  readonly root: ShadowRoot;
  readonly element: InspectorWhyElement;
  readonly asked: readonly string[];
}> {
  window.personalRank = handle;
  const element = document.createElement("rank-inspector-why");
  const { events } = await handle.inspect();
  Object.assign(element, { ranking: handle.ranking, events, titleOf: (id: string) => id.toUpperCase() });
  document.body.append(element);
  await element.updateComplete;
  return { root: element.shadowRoot!, element, asked: handle.asked };
}
const textOf = (root: ShadowRoot): string => root.textContent.replace(/\s+/g, " ");
const choose = (root: ShadowRoot, id: string): void => {
  const select = root.querySelector("select")!;
  select.value = id;
  select.dispatchEvent(new Event("change"));
};

describe("InspectorWhyElement", () => {
  test("replays once as it is, once without everything, and once without each choice, and counts aloud", async () => {
    const { root, asked } = await showWhy();
    expect(root.querySelector("progress")).not.toBeNull();
    await vi.waitFor(() => expect(root.querySelector("table.effects, .note")).not.toBeNull());
    // Of seven events there are three choices: two clicks and a cart.
    expect(asked).toEqual([
      'what if {"listId":"search"}',
      expect.stringContaining('"e6"'),
      'what if {"listId":"search","without":["e0"]}',
      'what if {"listId":"search","without":["e2"]}',
      'what if {"listId":"search","without":["e4"]}',
    ]);
    expect(root.querySelector("progress")).toBeNull();
  });

  test("names the choice that put an item there, with where it would be without it and without all", async () => {
    const { root, element } = await showWhy();
    await vi.waitFor(() => expect(root.querySelector(".note")).not.toBeNull());
    choose(root, "lamp-14");
    await vi.waitFor(() =>
      expect(textOf(root)).toContain(
        "LAMP-14: place 3, 14 in the shop’s order. Without anything you did it would be at 14, above all because you opened “Alva Table Lamp no. 3 in Chalk White”.",
      ),
    );
    const row = root.querySelector("table.effects tbody tr")!;
    expect(row.textContent).toContain("+0.80");
    expect(root.querySelectorAll("table.effects:not(.texts) tbody tr")).toHaveLength(1);
    expect(textOf(root)).toContain("± 0.25");
    const { items } = element.ranking;
    const at = items.findIndex(({ id }) => id === "lamp-14");
    expect(textOf(root)).toContain(
      `It stands before ${items[at + 1].id.toUpperCase()}, as its score is higher: `,
    );
    choose(root, items.at(-1)!.id);
    await element.updateComplete;
    expect(textOf(root)).not.toContain("It stands before"); // nothing comes after it
  });

  test("says so where no choice has to do with an item", async () => {
    const { root } = await showWhy();
    await vi.waitFor(() => expect(root.querySelector(".note")).not.toBeNull());
    choose(root, "lamp-18");
    await vi.waitFor(() =>
      expect(textOf(root)).toContain("None of your choices has anything to do with it."),
    );
  });

  test("asks what if, with the query, the price of the item and the choices that are crossed out", async () => {
    const { root, asked } = await showWhy();
    await vi.waitFor(() => expect(root.querySelector("form")).not.toBeNull());
    const [query, price] = [...root.querySelectorAll<HTMLInputElement>("input:not([type=checkbox])")];
    const button = root.querySelector<HTMLButtonElement>("form button")!;
    expect(button.disabled).toBe(true);
    const set = (input: HTMLInputElement, value: string): void => {
      input.value = value;
      input.dispatchEvent(new Event("input"));
    };
    set(query, "desk lamp");
    set(price, "-3");
    set(price, "12.5");
    root.querySelectorAll<HTMLInputElement>("input[type=checkbox]")[1].click();
    await vi.waitFor(() => expect(button.disabled).toBe(false));
    button.click();
    await vi.waitFor(() =>
      expect(asked.at(-1)).toBe(
        'what if {"listId":"search","without":["e2"],"query":"desk lamp","prices":{"lamp-4":12.5}}',
      ),
    );
    await vi.waitFor(() => expect(textOf(root)).toContain("Nothing on the page has changed."));
    expect(root.querySelector(".moves")).not.toBeNull();
  });

  test("shows no answer that is about another item, and no problem of a question before", async () => {
    const handle = fakeHandle("ready");
    const questions: { readonly answer: () => void; readonly refuse: () => void }[] = [];
    const { root, element } = await showWhy({
      ...handle,
      whatIf: async (changes) => {
        if (changes.prices === undefined) return handle.whatIf(changes);
        return new Promise((resolve, reject) =>
          questions.push({
            answer: () => void handle.whatIf(changes).then(resolve),
            refuse: () => reject(new Error("Cannot, because.")),
          }),
        );
      },
    });
    await vi.waitFor(() => expect(root.querySelector("form")).not.toBeNull());
    const askAt = async (price: string): Promise<void> => {
      const input = root.querySelector<HTMLInputElement>("input[type=number]")!;
      input.value = price;
      input.dispatchEvent(new Event("input"));
      await element.updateComplete;
      const before = questions.length;
      root.querySelector<HTMLButtonElement>("form button")!.click();
      await vi.waitFor(() => expect(questions).toHaveLength(before + 1));
    };
    await askAt("12");
    choose(root, "lamp-14");
    questions[0].answer();
    await vi.waitFor(() => expect(root.querySelector("form button")!.textContent).toContain("Order it so"));
    expect(textOf(root)).not.toContain("Nothing on the page has changed.");
    await askAt("13");
    questions[1].refuse();
    await vi.waitFor(() => expect(root.querySelector('[role="alert"]')).not.toBeNull());
    await askAt("14");
    questions[2].answer();
    await vi.waitFor(() => expect(textOf(root)).toContain("Nothing on the page has changed."));
    expect(root.querySelector('[role="alert"]')).toBeNull();
  });

  test("the choice of items stands at the one that is told of, also when the order has changed and changed back", async () => {
    const { root, element } = await showWhy();
    const { ranking } = element;
    const picked = (): string => root.querySelector("select")!.selectedOptions[0].value;
    const { id } = ranking.items[5];
    choose(root, id);
    await element.updateComplete;
    const others = ranking.items.filter((item) => item.id !== id);
    element.ranking = { ...ranking, id: "r2", items: [ranking.items[5], ...others] };
    await element.updateComplete;
    expect(picked()).toBe(id);
    element.ranking = { ...ranking, id: "r3" };
    await element.updateComplete;
    expect(picked()).toBe(id);
  });

  test("tells why it cannot answer, and throws nothing into the page", async () => {
    const handle = fakeHandle("ready");
    const { root } = await showWhy({
      ...handle,
      whatIf: () => Promise.reject(new Error("Cannot, because.")),
    });
    await vi.waitFor(() =>
      expect(root.querySelector('[role="alert"]')?.textContent).toBe("Cannot, because."),
    );
  });
});
