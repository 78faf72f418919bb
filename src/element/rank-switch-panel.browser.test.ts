import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import "../switch.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import { focused, isOpen, open, part, show } from "./rank-switch.test-helper.ts";

describe("the panel of PersonalRankSwitchElement", () => {
  beforeAll(async () => void (await customElements.whenDefined("personal-rank-switch")));
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute("dir");
    delete window.personalRank;
    delete (navigator as unknown as Record<string, unknown>)["globalPrivacyControl"];
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
