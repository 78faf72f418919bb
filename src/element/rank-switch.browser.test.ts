import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import "../switch.ts";
import type { RankHandle } from "../page/rank-handle.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import { rankingFixture } from "./ranking-fixture.test-helper.ts";
import { facts, focused, isOpen, open, part, show, textOf } from "./rank-switch.test-helper.ts";

describe("PersonalRankSwitchElement", () => {
  beforeAll(async () => void (await customElements.whenDefined("personal-rank-switch")));
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute("dir");
    delete window.personalRank;
    delete (navigator as unknown as Record<string, unknown>)["globalPrivacyControl"];
  });

  test("asks the tag nothing until it is opened", async () => {
    const handle = fakeHandle("ready");
    const inspect = vi.spyOn(handle, "inspect");
    const element = await show(handle);
    document.dispatchEvent(new CustomEvent("personal-rank:learned"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(inspect).not.toHaveBeenCalled();
    expect(part(element, "text")).toBeNull();
    await open(element);
    await vi.waitFor(() => expect(inspect).toHaveBeenCalled());
  });

  test("says what was learned, in numbers and in words", async () => {
    for (const [id, brand] of Object.entries({ "lamp-4": "Holt", "lamp-14": "Holt", "lamp-1": "Kiln" })) {
      const card = document.createElement("div");
      Object.assign(card.dataset, { id, brand });
      document.body.append(card);
    }
    const element = await open(await show(fakeHandle("ready")));
    await vi.waitFor(() =>
      expect(facts(element)).toEqual({
        Opened: "2",
        "Put into the cart": "1",
        "You seem to like": "Holt",
        "What counts most": "the brand, what it says, and what you chose before",
        "Places that differ from the shop’s order": expect.stringMatching(/^\d+ of 18$/) as string,
      }),
    );
    expect(part(element, "text")!.textContent).toContain("ordered for you");
  });

  test("says so where nothing was learned, where there is no list, and where the page is held out", async () => {
    const handle = fakeHandle("ready", 0);
    const known = await handle.inspect();
    const unknown = { ...known, events: [], started: { ...known.started, generation: 0 } };
    const text = async (change: Partial<RankHandle>): Promise<string> => {
      const element = await open(await show({ ...handle, ...change }));
      await vi.waitFor(() => expect(part(element, "facts") ?? part(element, "text")).not.toBeNull());
      await new Promise((resolve) => setTimeout(resolve, 50));
      const { textContent } = part(element, "text")!;
      element.remove();
      return textContent;
    };
    expect(await text({ inspect: async () => unknown })).toContain("Nothing has been learned");
    expect(await text({ rankings: [] })).toContain("no list on this page");
    expect(await text({ rankings: [{ ...rankingFixture(3), arm: "held-out" }] })).toContain(
      "the shop’s own order, to find out",
    );
  });

  test("turns personal orders off and on by a switch that says which", async () => {
    const handle = { ...fakeHandle("ready"), turn: (isOn: boolean) => become(isOn) };
    const become = (isOn: boolean): void => {
      window.personalRank = { ...handle, state: isOn ? "ready" : "switched-off" };
    };
    const element = await open(await show(handle));
    const toggle = part(element, "switch")!;
    expect(toggle.getAttribute("role")).toBe("switch");
    expect(toggle.getAttribute("aria-checked")).toBe("true");
    toggle.click();
    await element.updateComplete;
    expect(part(element, "switch")).toBe(toggle); // the focus stays
    expect(toggle.getAttribute("aria-checked")).toBe("false");
    expect(part(element, "text")!.textContent).toContain("nothing is learned");
    expect(part(element, "facts")).toBeNull();
    toggle.click();
    await element.updateComplete;
    expect(toggle.getAttribute("aria-checked")).toBe("true");
  });

  test("erases only after the question was answered, tells it, and keeps the focus", async () => {
    const handle = fakeHandle("ready");
    const element = await open(await show(handle));
    const status = part(element, "status")!;
    part(element, "erase-button")!.click();
    await vi.waitFor(() => expect(focused(element)).toBe("cancel-button"));
    part(element, "cancel-button")!.click();
    await vi.waitFor(() => expect(focused(element)).toBe("erase-button"));
    expect(handle.asked).toEqual([]);
    expect(status.textContent).toBe("");

    part(element, "erase-button")!.click();
    await element.updateComplete;
    part(element, "confirm-button")!.click();
    await vi.waitFor(() => expect(status.textContent).toContain("Erased."));
    expect(handle.asked).toEqual(["forget"]);
    expect(focused(element)).toBe("erase-button");
  });

  test("says that erasing has failed if it has", async () => {
    const forget = (): Promise<null> => Promise.reject(new Error("no worker"));
    const element = await open(await show({ ...fakeHandle("switched-off"), forget }));
    part(element, "erase-button")!.click();
    await element.updateComplete;
    part(element, "confirm-button")!.click();
    await vi.waitFor(() => expect(part(element, "status")!.textContent).toContain("did not work"));
  });

  test("explains before consent, and only asks the page to ask", async () => {
    const handle = fakeHandle("waiting-for-consent");
    const element = await open(await show(handle));
    expect(part(element, "text")!.textContent).toContain("nothing is stored");
    expect(part(element, "switch")).toBeNull();
    const wanted = vi.fn<(event: Event) => void>();
    document.addEventListener("personal-rank:consent-wanted", wanted, { once: true });
    part(element, "consent-button")!.click();
    await element.updateComplete;
    expect(wanted).toHaveBeenCalledOnce();
    expect(handle.asked).toEqual([]);
    expect(part(element, "status")!.textContent).toContain("privacy settings");
    expect(isOpen(element)).toBe(true);
  });

  test("tells the tag that a visitor with Global Privacy Control has asked by hand", async () => {
    Object.defineProperty(navigator, "globalPrivacyControl", { configurable: true, value: true });
    const handle = fakeHandle("waiting-for-consent");
    const element = await open(await show(handle));
    expect(textOf(element)).toContain("Global Privacy Control");
    part(element, "consent-button")!.click();
    expect(handle.asked).toEqual(["turn on"]);
  });

  test("notices a tag that comes, is allowed and stops while the panel is open", async () => {
    const element = await open(await show(undefined));
    expect(part(element, "text")!.textContent).toContain("no personal order");
    for (const [state, words] of [
      ["waiting-for-consent", "permission"],
      ["ready", "ordered for you"],
      ["stopped", "have stopped"],
    ] as const) {
      window.personalRank = fakeHandle(state);
      await vi.waitFor(() => expect(part(element, "text")!.textContent).toContain(words), { timeout: 3_000 });
    }
  });

  test("says every phrase as the page wants it, and writes numbers and lists as its language does", async () => {
    const element = await show(fakeHandle("ready"));
    element.lang = "de";
    element.setAttribute("label", "Warum diese Reihenfolge?");
    element.setAttribute("text-moved", "{moved} von {all}");
    element.setAttribute("label-moved", "Anders als im Laden");
    for (const [name, words] of [
      ["brand", "die Marke"],
      ["text", "der Text"],
      ["history", "Ihre Wahl"],
    ])
      element.setAttribute(`reason-${name}`, words);
    await open(element);
    await vi.waitFor(() => expect(facts(element)["Anders als im Laden"]).toMatch(/^\d+ von 18$/));
    expect(facts(element)["What counts most"]).toBe("die Marke, der Text und Ihre Wahl");
    expect(part(element, "button")!.textContent.trim()).toBe("Warum diese Reihenfolge?");
    element.removeAttribute("label");
    await element.updateComplete;
    expect(part(element, "title")!.textContent).toBe("Why this order?");
  });

  test("takes no harm from a language that is none", async () => {
    const element = await show(fakeHandle("ready"));
    element.lang = "not a language";
    await open(element);
    await vi.waitFor(() => expect(facts(element)["Opened"]).toBe("2"));
  });
});
