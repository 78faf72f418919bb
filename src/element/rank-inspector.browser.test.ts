import { afterEach, describe, expect, test, vi } from "vitest";
import "../inspector.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import type { RankInspectorElement } from "./rank-inspector.ts";
import { buttonNamed, openTab, showInspector, tabNamed, textOf } from "./rank-inspector.test-helper.ts";

describe("RankInspectorElement", () => {
  afterEach(() => {
    document.body.replaceChildren();
    delete window.personalRank;
  });

  test("says that nothing happens before consent", async () => {
    const inspector = await showInspector(fakeHandle("waiting-for-consent"));
    expect(textOf(inspector)).toContain("nothing is loaded, stored or sent");
    expect(tabNamed(inspector, "order")).toBeNull();
  });

  test("says that a page has no tag", async () => {
    const inspector = await showInspector(undefined);
    expect(textOf(inspector)).toContain("No tag on this page");
  });

  test("invites to a first click while nothing is learned", async () => {
    const inspector = await showInspector(fakeHandle("ready", 0));
    await vi.waitFor(() => expect(textOf(inspector)).toContain("Nothing learned yet"));
  });

  test("names the biggest climb with the title of its card and its cause", async () => {
    const card = document.createElement("div");
    card.dataset["id"] = "lamp-14";
    card.innerHTML = "<h3>Sund Lamp &lt;b&gt;</h3>";
    document.body.append(card);
    const inspector = await showInspector(fakeHandle("ready"));
    await vi.waitFor(() =>
      expect(textOf(inspector)).toContain(
        "The biggest climb: Sund Lamp <b>, from place 14 to 3, mostly because of its brand.",
      ),
    );
  });

  test.each([
    [
      "in the drawing",
      (inspector: RankInspectorElement) =>
        inspector.shadowRoot!.querySelectorAll<HTMLElement>("button.place-title")[2],
    ],
    [
      "below its reasons",
      (inspector: RankInspectorElement) =>
        inspector.shadowRoot!.querySelectorAll<HTMLElement>(".reason-body button")[2],
    ],
  ])("says why a product is there when it is pressed %s, and takes the focus along", async (_, button) => {
    const inspector = await showInspector(fakeHandle("ready"));
    await vi.waitFor(() => expect(tabNamed(inspector, "order")).not.toBeNull());
    button(inspector).click();
    await vi.waitFor(() => expect(inspector.shadowRoot!.activeElement?.id).toBe("tab-why"));
    const why = inspector.shadowRoot!.querySelector("rank-inspector-why")!;
    await why.updateComplete;
    expect(why.shadowRoot!.querySelector("select")!.selectedIndex).toBe(2);
  });

  test("moves along the tabs with the arrow keys and keeps one of them in the tab order", async () => {
    const inspector = await showInspector(fakeHandle("ready"));
    await vi.waitFor(() => expect(tabNamed(inspector, "order")).not.toBeNull());
    const order = tabNamed(inspector, "order")!;
    order.focus();
    order.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true, cancelable: true }));
    await vi.waitFor(() => expect(inspector.shadowRoot!.activeElement?.id).toBe("tab-sent"));
    expect(tabNamed(inspector, "sent")!.getAttribute("aria-selected")).toBe("true");
    expect(inspector.shadowRoot!.querySelectorAll('[role="tab"][tabindex="0"]')).toHaveLength(1);
  });

  test("shows the bytes that would be sent, sends them on demand and says what came of it", async () => {
    const handle = fakeHandle("ready");
    const inspector = await showInspector(handle);
    await openTab(inspector, "sent");
    expect(textOf(inspector)).toContain("412 bytes, once.");
    expect(textOf(inspector)).toContain("0000  00 25 4a");
    expect(textOf(inspector)).toContain("shortened to 75 % of its length");
    const last = `The last upload, answered on ${new Date(1_763_000_001_000).toLocaleString()}`;
    expect(textOf(inspector)).toContain(last);
    expect(textOf(inspector)).toContain("0000  ca fe");
    buttonNamed(inspector, "Send now").click();
    await vi.waitFor(() => expect(textOf(inspector)).toContain("The server took it"));
    expect(handle.asked).toEqual(["share"]);
  });

  test("forgets only after the question was answered", async () => {
    const handle = fakeHandle("ready");
    const inspector = await showInspector(handle);
    await openTab(inspector, "stored");
    expect(textOf(inspector)).toContain("52.6 kB in this browser.");
    buttonNamed(inspector, "Forget everything").click();
    await inspector.updateComplete;
    expect(handle.asked).toEqual([]);
    buttonNamed(inspector, "Yes, forget").click();
    await vi.waitFor(() => expect(textOf(inspector)).toContain("Everything is forgotten"));
    expect(handle.asked).toEqual(["forget"]);
    document.dispatchEvent(new CustomEvent("personal-rank:learned")); // and it is not so any more
    await inspector.updateComplete;
    expect(textOf(inspector)).not.toContain("Everything is forgotten");
  });

  test("forgets one event at the press of its button, which says which, and keeps the focus in the log", async () => {
    const handle = fakeHandle("ready");
    const inspector = await showInspector(handle);
    await openTab(inspector, "events");
    const button = inspector.shadowRoot!.querySelector<HTMLButtonElement>(".log tbody button")!;
    expect(button.getAttribute("aria-label")).toBe(
      "Forget this: in cart, Alva Table Lamp no. 1 in Chalk White",
    );
    button.focus();
    button.click();
    await vi.waitFor(() => expect(textOf(inspector)).toContain("if it had not happened"));
    expect(handle.asked).toEqual(['forget {"eventIds":["e0"]}']);
    await vi.waitFor(() => expect(inspector.shadowRoot!.activeElement?.className).toBe("scroll"));
  });

  test("says in words whether it helps, how far that is known, and how far what is known counts", async () => {
    const inspector = await showInspector(fakeHandle("ready"));
    await openTab(inspector, "benefit");
    const text = textOf(inspector);
    expect(text).toContain("Your own order is better for you.");
    expect(text).toContain("Clicks on 40 mixed pages +0.50 (+0.10 to +0.90)");
    expect(text).toContain("30 won, 6 lost");
    expect(text).not.toContain("Use of"); // no page was held out
    expect(text).toContain("0.40 of at most 4. Judged by 12 pages with clicks");
    expect(text).toContain("Your taste seems to move no");
    expect(text).toContain("The newest clicks speak against it with 0 of 7; it foretells, +0.21 a page.");
    expect(text).toContain("clicks anywhere on the page +3.50");
    expect(text).toContain("without what was learned 0.30 (0.10 to 0.50) 9.00");
    for (const bar of inspector.shadowRoot!.querySelectorAll("svg.bar"))
      expect(bar.getAttribute("aria-hidden")).toBe("true");
  });

  test("says who is shown how much, how even that is, and what the shop's rules did", async () => {
    const inspector = await showInspector(fakeHandle("ready"));
    await openTab(inspector, "exposure");
    await vi.waitFor(() => expect(textOf(inspector)).toContain("Counted on 2 lists with 6 cards."));
    const text = textOf(inspector);
    expect(text).toContain("Alva 59 % 82 % Sund 41 % 18 %");
    expect(text).toContain("North 59 % 82 % South 41 % 18 %");
    expect(text).toContain("Brands: 0.08, more even than the shop’s order with 0.15.");
    expect(text).toContain(
      "A new item had 1.38 times the exposure of another one (0.44 times in the shop’s order)",
    );
    expect(text).toContain("23 % went to other brands");
    expect(text).toContain("At most 1 of a brand in 2 places 2 0 2");
    for (const bar of inspector.shadowRoot!.querySelectorAll("svg.bar"))
      expect(bar.getAttribute("aria-hidden")).toBe("true");
  });

  test("says that no list was counted, and that there are no rules", async () => {
    const handle = fakeHandle("ready");
    const report = await handle.exposure();
    window.personalRank = { ...handle, exposure: async () => ({ ...report, lists: 0 }) };
    const inspector = await showInspector(undefined);
    await openTab(inspector, "exposure");
    await vi.waitFor(() => expect(textOf(inspector)).toContain("Nothing counted yet."));
    window.personalRank = { ...handle, exposure: async () => ({ ...report, rules: NO_RULES }) };
    document.dispatchEvent(new CustomEvent("personal-rank:order"));
    await vi.waitFor(() => expect(textOf(inspector)).toContain("This shop has set none."));
  });

  test("says that nothing is known, and that nothing counts, where it is so", async () => {
    const handle = fakeHandle("ready");
    const known = await handle.inspect();
    const none = { mean: 0, low: -1, high: 1 };
    const views = { personal: 3, heldOut: 0, drafts: 0 };
    window.personalRank = {
      ...handle,
      inspect: async () => ({
        ...known,
        guard: { ...known.guard, isFlagged: true, trust: 0 },
        benefit: { verdict: "not yet known", wins: 0, losses: 0, drafts: none, pages: none, views },
        offPolicy: null,
      }),
    };
    const inspector = await showInspector(undefined);
    await openTab(inspector, "benefit");
    expect(textOf(inspector)).toContain("Not yet known. No page was compared");
    expect(textOf(inspector)).toContain("Not at all: the clicks in this browser look like a machine’s.");
    expect(textOf(inspector)).not.toContain("What other orders");
  });

  test("says on a page that is held out whose order it shows", async () => {
    const handle = fakeHandle("ready");
    window.personalRank = { ...handle, ranking: { ...handle.ranking!, arm: "held-out" } };
    const inspector = await showInspector(undefined);
    await vi.waitFor(() => expect(textOf(inspector)).toContain("This page shows the shop’s own order,"));
  });

  test("hides what was only seen until it is asked for", async () => {
    const inspector = await showInspector(fakeHandle("ready"));
    await openTab(inspector, "events");
    expect(inspector.shadowRoot!.querySelectorAll(".log tbody tr")).toHaveLength(4);
    inspector.shadowRoot!.querySelector<HTMLInputElement>('input[type="checkbox"]')!.click();
    await inspector.updateComplete;
    expect(inspector.shadowRoot!.querySelectorAll(".log tbody tr")).toHaveLength(7);
  });

  test("shows the message of an error event", async () => {
    const inspector = await showInspector(fakeHandle("ready"));
    const detail = { reason: "sync-failed", message: "Cannot reach the server", severity: "degraded" };
    document.dispatchEvent(new CustomEvent("personal-rank:error", { detail }));
    await vi.waitFor(() => expect(textOf(inspector)).toContain("Cannot reach the server"));
  });

  test("keeps what a panel is doing while the page is between two rankings", async () => {
    const handle = fakeHandle("ready");
    const inspector = await showInspector(handle);
    await openTab(inspector, "stored");
    const panelOf = (): Element => inspector.shadowRoot!.querySelector("rank-inspector-transfer")!;
    const before = panelOf();
    const inspect = vi.fn(() => handle.inspect());
    window.personalRank = { ...handle, ranking: null, inspect };
    document.dispatchEvent(new CustomEvent("personal-rank:learned"));
    await vi.waitFor(() => expect(inspect).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve, 50));
    await inspector.updateComplete;
    expect(panelOf()).toBe(before);
  });

  test("notices consent that is given later", async () => {
    const inspector = await showInspector(fakeHandle("waiting-for-consent"));
    window.personalRank = fakeHandle("ready");
    await vi.waitFor(() => expect(textOf(inspector)).toContain("products moved for you"));
  });
});
