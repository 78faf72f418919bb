import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakePlatforms } from "./consent-platforms.test-helper.ts";
import { isHeldByPrivacyControl, isSwitchedOff, switchOff, switchOn, watchSwitch } from "./visitor-switch.ts";

const KEY = "personal-rank:off";

describe("visitor's switch", () => {
  const platforms = fakePlatforms();
  let changes = 0;
  let stop = (): void => undefined;

  beforeEach(() => {
    switchOn();
    localStorage.clear();
    changes = 0;
    stop = watchSwitch(() => changes++);
  });
  afterEach(() => {
    stop();
    platforms.remove();
    vi.restoreAllMocks();
  });

  test("stores nothing until it is switched off, and nothing after it is on again", () => {
    expect(isSwitchedOff()).toBe(false);
    expect(localStorage).toHaveLength(0);
    switchOff();
    expect(isSwitchedOff()).toBe(true);
    expect(localStorage.getItem(KEY)).toBe("1");
    switchOn();
    expect(isSwitchedOff()).toBe(false);
    expect(localStorage).toHaveLength(0);
    expect(changes).toBe(2);
  });

  test("tells of a change once, and of no other", () => {
    switchOff();
    switchOff();
    localStorage.setItem("shop", "1");
    dispatchEvent(new StorageEvent("storage", { key: "shop" }));
    expect(changes).toBe(1);
  });

  test("follows another tab", async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame); // another document of the same origin, as another tab is
    frame.contentWindow!.localStorage.setItem(KEY, "1");
    await vi.waitFor(() => expect(changes).toBe(1));
    expect(isSwitchedOff()).toBe(true);
    frame.contentWindow!.localStorage.clear();
    await vi.waitFor(() => expect(changes).toBe(2));
    expect(isSwitchedOff()).toBe(false);
    frame.remove();
  });

  test("looks again when the page comes back from the browser's cache, where no event reached it", () => {
    localStorage.setItem(KEY, "1");
    expect(changes).toBe(0);
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    expect(changes).toBe(1);
    expect(isSwitchedOff()).toBe(true);
  });

  test("works for this page view where storage is refused or full", () => {
    const refuse = (): never => {
      throw new DOMException("no", "SecurityError");
    };
    for (const method of ["getItem", "setItem", "removeItem"] as const)
      vi.spyOn(Storage.prototype, method).mockImplementation(refuse);
    expect(isSwitchedOff()).toBe(false);
    switchOff();
    expect(isSwitchedOff()).toBe(true);
    switchOn();
    expect(isSwitchedOff()).toBe(false);
    expect(changes).toBe(2);
  });

  test("is not heard once stopped", () => {
    stop();
    switchOff();
    expect(changes).toBe(0);
  });

  test("overrules Global Privacy Control only by hand, and remembers that", () => {
    expect(isHeldByPrivacyControl()).toBe(false);
    platforms.privacyControl();
    expect(isHeldByPrivacyControl()).toBe(true);
    switchOn();
    expect(isHeldByPrivacyControl()).toBe(false);
    expect(isSwitchedOff()).toBe(false);
    expect(localStorage.getItem(KEY)).toBe("0");
    switchOff();
    expect(isHeldByPrivacyControl()).toBe(false);
    expect(isSwitchedOff()).toBe(true);
  });
});
