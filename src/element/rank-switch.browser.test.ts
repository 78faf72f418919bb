import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import "../switch.ts";
import type { RankHandle } from "../page/rank-handle.ts";
import { fakeHandle, rankingFixture } from "./inspector-fixture.test-helper.ts";
import type { PersonalRankSwitchElement } from "./rank-switch.ts";

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

  test("makes room for the page's dialog once the page says that it has one", async () => {
    const element = await open(await show(fakeHandle("waiting-for-consent")));
    document.addEventListener("personal-rank:consent-wanted", (event) => event.preventDefault(), {
      once: true,
    });
    part(element, "consent-button")!.click();
    await element.updateComplete;
    expect(isOpen(element)).toBe(false);
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

  test("opens and closes as a disclosure: button, Escape, and a click beside it", async () => {
    const element = await show(fakeHandle("ready"));
    const button = part(element, "button")!;
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await open(element);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(element.shadowRoot!.getElementById(button.getAttribute("aria-controls")!)).toBe(
      part(element, "panel"),
    );
    part(element, "close-button")!.click();
    await element.updateComplete;
    expect(isOpen(element)).toBe(false);
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await open(element);
    button.click();
    await element.updateComplete;
    expect(isOpen(element)).toBe(false);
    await open(element);
    part(element, "switch")!.focus();
    await userEvent.keyboard("{Escape}");
    expect(isOpen(element)).toBe(false);
    expect(focused(element)).toBe("button");
    await open(element);
    const beside = document.createElement("p");
    document.body.prepend(beside);
    beside.textContent = "beside";
    await userEvent.click(beside);
    expect(isOpen(element)).toBe(false);
  });

  test("works where there are no popovers", async () => {
    const descriptor = Object.getOwnPropertyDescriptor(HTMLElement.prototype, "popover")!;
    Reflect.deleteProperty(HTMLElement.prototype, "popover");
    try {
      const element = await show(fakeHandle("ready"));
      const panel = part(element, "panel")!;
      expect(getComputedStyle(panel).display).toBe("none");
      part(element, "button")!.click();
      await element.updateComplete;
      expect(getComputedStyle(panel).display).not.toBe("none");
      part(element, "switch")!.focus();
      part(element, "switch")!.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }),
      );
      await element.updateComplete;
      expect(getComputedStyle(panel).display).toBe("none");
      expect(focused(element)).toBe("button");
    } finally {
      Object.defineProperty(HTMLElement.prototype, "popover", descriptor);
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

  test("opens inside the window, from right to left too", async () => {
    for (const direction of ["ltr", "rtl"]) {
      document.documentElement.dir = direction;
      for (const side of ["start", "end"]) {
        const element = await show(fakeHandle("ready"));
        document.body.style.textAlign = side;
        await open(element);
        await new Promise(requestAnimationFrame);
        const box = part(element, "panel")!.getBoundingClientRect();
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.right).toBeLessThanOrEqual(document.documentElement.clientWidth);
        expect(box.width).toBeGreaterThan(200);
        element.remove();
      }
    }
    document.body.style.textAlign = "";
  });

  test("stops looking when it leaves the page", async () => {
    const handle = fakeHandle("ready");
    const element = await open(await show(handle));
    element.remove();
    const inspect = vi.spyOn(handle, "inspect");
    document.dispatchEvent(new CustomEvent("personal-rank:order"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(inspect).not.toHaveBeenCalled();
  });

  test("keeps the shop's own link in the panel", async () => {
    const element = await show(fakeHandle("ready"));
    const link = Object.assign(document.createElement("a"), { href: "/privacy", slot: "privacy" });
    element.append(link);
    await open(element);
    expect(link.assignedSlot).not.toBeNull();
  });
});

async function show(handle: RankHandle | undefined): Promise<PersonalRankSwitchElement> {
  if (handle) window.personalRank = handle;
  const element = document.createElement("personal-rank-switch");
  document.body.append(element);
  await element.updateComplete;
  return element;
}

async function open(element: PersonalRankSwitchElement): Promise<PersonalRankSwitchElement> {
  part(element, "button")!.click();
  await element.updateComplete;
  expect(isOpen(element)).toBe(true);
  return element;
}

function isOpen(element: PersonalRankSwitchElement): boolean {
  return part(element, "panel")!.matches(":popover-open");
}

function part(element: PersonalRankSwitchElement, name: string): HTMLElement | null {
  return element.shadowRoot!.querySelector(`[part="${name}"]`);
}

function focused(element: PersonalRankSwitchElement): string | null | undefined {
  return element.shadowRoot!.activeElement?.getAttribute("part");
}

function textOf(element: PersonalRankSwitchElement): string {
  return element.shadowRoot!.textContent.replace(/\s+/g, " ");
}

function facts(element: PersonalRankSwitchElement): Record<string, string> {
  const lines = element.shadowRoot!.querySelectorAll("dl > div");
  return Object.fromEntries(
    [...lines].map((line) => [
      line.querySelector("dt")!.textContent.trim(),
      line.querySelector("dd")!.textContent.trim(),
    ]),
  );
}
