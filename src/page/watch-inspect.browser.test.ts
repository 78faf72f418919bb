import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { INSPECT_BOOKMARKLET, INSPECT_EVENT } from "../base/inspect-bookmarklet.ts";
import { asksForInspector, notedPanel, notePanel, type PanelState } from "./inspect-note.ts";
import { type InspectorModule, inspectWatch, type WatchInspect } from "./watch-inspect.ts";

const NOTE = "personal-rank-inspect";

describe("asksForInspector", () => {
  test.each([
    "?personal-rank-inspect",
    "?q=lamp&personal-rank-inspect=1",
    "#personal-rank-inspect",
    "#/shop?personal-rank-inspect#x",
  ])("hears %s", (part) => expect(asksForInspector(part)).toBe(true));
  test.each(["", "?q=personal-rank-inspect", "?personal-rank-inspector", "#not-personal-rank-inspect"])(
    "is deaf to %j",
    (part) => expect(asksForInspector(part)).toBe(false),
  );
});

describe("inspectWatch", () => {
  const address = location.href;
  const opened: [isByHand: boolean, state: PanelState][] = [];
  const stops: (() => void)[] = [];
  let loads = 0;
  let tell: Parameters<InspectorModule["openInspector"]>[2];
  const load = async (): Promise<InspectorModule> => {
    loads++;
    return {
      openInspector: (isByHand, state, onChange) => {
        opened.push([isByHand, state]);
        tell = onChange;
      },
    };
  };
  const start = (watch: WatchInspect = inspectWatch(), loadFile = load): (() => void) => {
    const stop = watch(loadFile);
    stops.push(stop);
    return stop;
  };
  const goTo = (end: string): void => history.replaceState(null, "", new URL(end, address));
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

  beforeEach(() => {
    opened.length = 0;
    loads = 0;
    sessionStorage.clear();
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    sessionStorage.clear();
    history.replaceState(null, "", address);
    vi.restoreAllMocks();
  });

  test("loads and stores nothing for a visitor who does not ask", async () => {
    start();
    await settled();
    expect(loads).toBe(0);
    expect(sessionStorage).toHaveLength(0);
  });

  test("opens where the address asks, without taking the focus, and on the tab's next pages, as it was left", async () => {
    goTo("?personal-rank-inspect");
    start();
    await vi.waitFor(() => expect(opened).toEqual([[false, "open"]]));
    expect(notedPanel()).toBe("open");
    tell("folded");
    goTo("?");
    start(); // a new page makes a new watch
    await vi.waitFor(() =>
      expect(opened).toEqual([
        [false, "open"],
        [false, "folded"],
      ]),
    );
  });

  test("opens unfolded where the address asks, however it was left", async () => {
    notePanel("folded");
    goTo("#personal-rank-inspect");
    start();
    await vi.waitFor(() => expect(opened).toEqual([[false, "open"]]));
  });

  test("leaves it closed when the tag starts again after it was closed, whatever the address says", async () => {
    goTo("?personal-rank-inspect");
    const watch = inspectWatch();
    const stop = start(watch);
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    tell(null);
    expect(sessionStorage.getItem(NOTE)).toBeNull();
    stop();
    start(watch);
    await settled();
    expect(opened).toHaveLength(1);
  });

  test("answers the bookmarklet once, however many tags there are, and not after it was stopped", async () => {
    const watch = inspectWatch();
    const stopAll = [start(watch), start(watch)];
    const ask = (): boolean => document.dispatchEvent(new CustomEvent(INSPECT_EVENT, { cancelable: true }));
    expect(ask()).toBe(false);
    await vi.waitFor(() => expect(opened).toEqual([[true, "open"]]));
    for (const stop of stopAll) stop();
    expect(ask()).toBe(true);
    await settled();
    expect(opened).toHaveLength(1);
  });

  test("opens when the hash of the page that is open begins to ask, and not for another hash", async () => {
    goTo("?personal-rank-inspect");
    const watch = inspectWatch();
    start(watch);
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    location.hash = "top";
    await settled();
    expect(opened).toHaveLength(1);
    location.hash = NOTE;
    await vi.waitFor(() => expect(opened.at(-1)).toEqual([true, "open"]));
  });

  test("follows, on a page from the browser's cache, what was done on a later one", async () => {
    start();
    notePanel("open");
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await vi.waitFor(() => expect(opened).toEqual([[false, "open"]]));
    const dock = document.createElement("rank-inspector-dock");
    document.documentElement.append(dock);
    notePanel(null);
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await settled();
    expect(dock.isConnected).toBe(false);
    expect(opened).toHaveLength(1);
  });

  test("says once on the console that the file is not there, and leaves no note", async () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    goTo("?personal-rank-inspect");
    const watch = inspectWatch();
    const refuse = (): Promise<never> => Promise.reject(new TypeError("Failed to fetch"));
    start(watch, refuse);
    start(watch, refuse);
    document.dispatchEvent(new CustomEvent(INSPECT_EVENT, { cancelable: true }));
    await vi.waitFor(() => expect(warn).toHaveBeenCalled(), { timeout: 3_000 });
    await settled();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0]).toMatch(/rank-inspector\.js .*Failed to fetch.*docs\/hosting\.md/);
    expect(sessionStorage).toHaveLength(0);
  });

  test("works for this page where storage is refused", async () => {
    for (const method of ["getItem", "setItem", "removeItem"] as const)
      vi.spyOn(Storage.prototype, method).mockImplementation(() => {
        throw new DOMException("no", "SecurityError");
      });
    goTo("?personal-rank-inspect");
    start();
    await vi.waitFor(() => expect(opened).toEqual([[false, "open"]]));
    tell(null);
  });
});

test("the bookmarklet has nothing in it that an address would change", () => {
  expect(INSPECT_BOOKMARKLET).toMatch(/^javascript:[^%#\n]*$/);
});
