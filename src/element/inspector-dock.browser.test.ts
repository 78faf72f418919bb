import { afterEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { openInspector } from "../inspector.ts";
import type { PanelState } from "../page/inspect-note.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import type { InspectorDockElement } from "./inspector-dock.ts";

/** What pages have done to elements that they did not know. */
const HOSTILE = `html { font-size: 62.5%; direction: rtl; letter-spacing: 4px; text-transform: uppercase; }
  body { transform: scale(0.5); }
  html > *, rank-inspector-dock, [popover] { position: static !important; display: none !important; width: 10px !important; opacity: 0 !important; }
  rank-inspector, button { display: none !important; }`;

describe("the inspector's panel on any page", () => {
  const told: (PanelState | null)[] = [];
  const show = async (isByHand = false, state: PanelState = "open"): Promise<InspectorDockElement> => {
    openInspector(isByHand, state, (now) => told.push(now));
    const dock = document.querySelector("rank-inspector-dock")!;
    await dock.updateComplete;
    return dock;
  };
  const button = (dock: InspectorDockElement, name: "fold" | "close"): HTMLElement =>
    dock.shadowRoot!.querySelector<HTMLElement>(`button.${name}`)!;

  afterEach(() => {
    document.querySelector("rank-inspector-dock")?.remove();
    document.body.replaceChildren();
    for (const style of document.head.querySelectorAll("style[data-hostile]")) style.remove();
    delete window.personalRank;
    told.length = 0;
  });

  test("is there once, however often it is asked for", async () => {
    window.personalRank = fakeHandle("ready");
    const dock = await show();
    expect(await show()).toBe(dock);
    const inspector = dock.shadowRoot!.querySelector("rank-inspector")!;
    await vi.waitFor(() => expect(inspector.shadowRoot!.textContent).toContain("products moved for you"));
    expect(dock.shadowRoot!.querySelector("section")!.ariaLabel).toBe("personal-rank inspector");
  });

  test("says that it waits, before consent", async () => {
    window.personalRank = fakeHandle("waiting-for-consent");
    const dock = await show();
    const inspector = dock.shadowRoot!.querySelector("rank-inspector")!;
    await inspector.updateComplete;
    expect(inspector.shadowRoot!.textContent).toContain("nothing is loaded, stored or sent");
  });

  test("is closed by its button, which gives the focus back to whoever asked", async () => {
    document.body.innerHTML = "<button>Ask</button>";
    const asking = document.querySelector("button")!;
    asking.focus();
    const dock = await show(true);
    await vi.waitFor(() => expect(document.activeElement).toBe(dock));
    button(dock, "close").focus();
    button(dock, "close").click();
    expect(dock.isConnected).toBe(false);
    expect(document.activeElement).toBe(asking);
    expect(told).toEqual([null]);
  });

  test("takes no focus where nobody asked by hand", async () => {
    document.body.innerHTML = "<input>";
    document.querySelector("input")!.focus();
    const dock = await show();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(document.activeElement).not.toBe(dock);
  });

  test("is closed by Escape from inside, and where nothing has the focus, but not from the page's own fields", async () => {
    document.body.innerHTML = "<input>";
    let dock = await show(true);
    document.querySelector("input")!.focus();
    await userEvent.keyboard("{Escape}");
    expect(dock.isConnected).toBe(true);
    button(dock, "fold").focus();
    await userEvent.keyboard("{Escape}");
    expect(dock.isConnected).toBe(false);
    dock = await show();
    document.querySelector("input")!.blur();
    await userEvent.keyboard("{Escape}");
    expect(dock.isConnected).toBe(false);
    expect(told).toEqual([null, null]);
  });

  test("leaves an Escape alone that the page has used", async () => {
    const dock = await show();
    const use = (event: Event): void => event.preventDefault();
    document.body.addEventListener("keydown", use);
    await userEvent.keyboard("{Escape}");
    document.body.removeEventListener("keydown", use);
    expect(dock.isConnected).toBe(true);
  });

  test("folds to a tab at the side and back, with the focus where it was, and tells so", async () => {
    const dock = await show();
    const height = dock.offsetHeight;
    const fold = button(dock, "fold");
    expect(fold.ariaExpanded).toBe("true");
    fold.focus();
    fold.click();
    await dock.updateComplete;
    expect(fold.ariaExpanded).toBe("false");
    expect(dock.offsetWidth).toBeLessThan(200);
    expect(dock.shadowRoot!.activeElement).toBe(fold);
    fold.click();
    await dock.updateComplete;
    expect(dock.offsetHeight).toBe(height);
    expect(told).toEqual(["folded", "open"]);
  });

  test("unfolds when it is asked for by hand", async () => {
    const dock = await show(false, "folded");
    expect(dock.isFolded).toBe(true);
    await show(true);
    expect(dock.isFolded).toBe(false);
  });

  test("looks the same whatever the page's style says", async () => {
    document.body.innerHTML = "<p>The shop</p>";
    const sizes = async (): Promise<unknown[]> => {
      const dock = await show();
      const { left, top, width, height } = dock.getBoundingClientRect();
      const state = dock.shadowRoot!.querySelector("rank-inspector")!.shadowRoot!.querySelector(".state")!;
      const style = getComputedStyle(state);
      const { height: shown } = state.getBoundingClientRect();
      const looks = [style.letterSpacing, style.textTransform, style.direction, style.opacity];
      const now = [left, top, width, height, Math.round(shown), ...looks];
      dock.remove();
      return now;
    };
    window.personalRank = fakeHandle("waiting-for-consent");
    const plain = await sizes();
    const style = document.createElement("style");
    style.dataset["hostile"] = "";
    style.textContent = HOSTILE;
    document.head.append(style);
    expect(await sizes()).toEqual(plain);
  });

  test("moves nothing on the page", async () => {
    document.body.innerHTML = "<p>The shop</p>";
    const place = (): DOMRect => document.querySelector("p")!.getBoundingClientRect();
    const before = place();
    await show();
    expect(place()).toEqual(before);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth);
  });
});
