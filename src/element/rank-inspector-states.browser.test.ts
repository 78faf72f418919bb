import { afterEach, describe, expect, test, vi } from "vitest";
import "../inspector.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import { buttonNamed, openTab, showInspector, tabNamed, textOf } from "./rank-inspector.test-helper.ts";

describe("states that RankInspectorElement comes into and out of", () => {
  afterEach(() => {
    document.body.replaceChildren();
    delete window.personalRank;
  });

  test("takes the focus to the question whether to forget, at its harmless answer, and back", async () => {
    const inspector = await showInspector(fakeHandle("ready"));
    await openTab(inspector, "stored");
    const focused = (): string | undefined => inspector.shadowRoot!.activeElement?.textContent?.trim();
    buttonNamed(inspector, "Forget everything").click();
    await vi.waitFor(() => expect(focused()).toBe("Keep it"));
    buttonNamed(inspector, "Keep it").click();
    await vi.waitFor(() => expect(focused()).toBe("Forget everything"));
  });

  test("the last event that is forgotten leaves the focus in the panel, which says what was done", async () => {
    const handle = fakeHandle("ready");
    const known = await handle.inspect();
    let events = known.events.slice(0, 1);
    const inspector = await showInspector({
      ...handle,
      inspect: async () => ({ ...known, events }),
      forget: async (what) => {
        events = [];
        return handle.forget(what);
      },
    });
    await openTab(inspector, "events");
    inspector.shadowRoot!.querySelector<HTMLButtonElement>(".log tbody button")!.click();
    await vi.waitFor(() => expect(inspector.shadowRoot!.activeElement?.id).toBe("panel"));
    expect(textOf(inspector)).toContain("if it had not happened");
  });

  test("is no longer at its beginning when it was moved in the document", async () => {
    window.personalRank = fakeHandle("ready");
    const inspector = document.createElement("rank-inspector");
    document.body.append(inspector);
    document.body.append(inspector); // before it has looked
    await vi.waitFor(() => expect(tabNamed(inspector, "order")).not.toBeNull());
  });

  test("draws from left to right on a page that is written from right to left", async () => {
    document.body.dir = "rtl";
    const inspector = await showInspector(fakeHandle("ready"));
    await vi.waitFor(() => expect(tabNamed(inspector, "order")).not.toBeNull());
    const [shop, visitor] = [...inspector.shadowRoot!.querySelectorAll(".moves ol")].map((list) =>
      list.getBoundingClientRect(),
    );
    document.body.removeAttribute("dir");
    expect(shop.right).toBeLessThan(visitor.left);
  });

  test("tells no problem where the tag was switched off before it answered", async () => {
    const handle = fakeHandle("ready");
    let refuse: (error: Error) => void = () => undefined;
    const inspector = await showInspector({
      ...handle,
      inspect: () => new Promise((_, reject) => (refuse = reject)),
    });
    await new Promise((resolve) => setTimeout(resolve, 200)); // it has asked
    window.personalRank = fakeHandle("switched-off");
    refuse(new Error("The worker was stopped"));
    await vi.waitFor(() => expect(textOf(inspector)).toContain("You have switched it off"));
    expect(textOf(inspector)).not.toContain("The worker was stopped");
  });

  test("looks again when a state was loaded: a page without a list has no other event", async () => {
    const handle = fakeHandle("ready");
    const inspect = vi.fn(() => handle.inspect());
    const inspector = await showInspector({ ...handle, hasList: false, ranking: null, inspect });
    await openTab(inspector, "stored");
    await vi.waitFor(() => expect(inspect).toHaveBeenCalledTimes(2));
    const transfer = inspector.shadowRoot!.querySelector("rank-inspector-transfer")!;
    await transfer.updateComplete;
    const input = transfer.shadowRoot!.querySelector("input")!;
    const files = new DataTransfer();
    files.items.add(new File(['{"records":{}}'], "personal-rank-state.json"));
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
    await vi.waitFor(() => expect(inspect).toHaveBeenCalledTimes(3));
  });
});
