import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { watchDataLayer } from "./data-layer.ts";

const page = window as unknown as { testLayer?: unknown };
let stops: (() => void)[] = [];

beforeEach(() => {
  page.testLayer = [];
});
afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
  delete page.testLayer;
});

function watch(): { heard: unknown[]; past: unknown[]; stop: () => void } {
  const heard: unknown[] = [];
  const past: unknown[] = [];
  const stop = watchDataLayer("testLayer", (entry, isPast) => (isPast ? past : heard).push(entry));
  stops.push(stop);
  return { heard, past, stop };
}

const layer = (): unknown[] & { push: (...entries: unknown[]) => number } => page.testLayer as unknown[];
const entry = (event: string): { event: string } => ({ event });
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** What Tag Manager does to the array: its own `push` calls the one before, and keeps the newest three entries. */
function wrapAsTagManager(seen: unknown[]): void {
  const array = layer();
  const before = array.push;
  array.push = function (...entries: unknown[]): number {
    seen.push(...entries);
    const length = before.apply(array, entries);
    while (array.length > 3) array.shift();
    return length;
  };
}

describe("watchDataLayer", () => {
  test("tells what was there before, and what is pushed later at once, each once and as it is", () => {
    const [first, second] = [entry("a"), entry("b")];
    layer().push(first);
    const { heard, past } = watch();
    expect(layer().push(second, "text", null, 3)).toBe(5);
    layer().push(second);
    expect(past).toEqual([first]);
    expect(heard).toEqual([second]);
    expect(heard[0]).toBe(second);
  });

  test.each(["before us", "after us"])("hears everything where Tag Manager wraps `push` %s", (when) => {
    const seen: unknown[] = [];
    if (when === "before us") wrapAsTagManager(seen);
    const { heard } = watch();
    if (when === "after us") wrapAsTagManager(seen);
    const entries = ["a", "b", "c", "d", "e"].map(entry);
    for (const one of entries) layer().push(one);
    expect(heard).toEqual(entries);
    expect(seen).toEqual(entries);
    expect([...layer()]).toEqual(entries.slice(2));
  });

  test("keeps `this`, what comes back and what is thrown, and hears what was pushed all the same", () => {
    const array = layer();
    const calls: unknown[] = [];
    array.push = function (this: unknown, ...entries: unknown[]): number {
      calls.push([this, ...entries]);
      if (entries.length > 1) throw new RangeError("too many");
      return -1;
    };
    const { heard } = watch();
    const [one, two, three] = ["a", "b", "c"].map(entry);
    const other: unknown[] = [];
    expect(array.push(one)).toBe(-1);
    expect(Reflect.apply(array.push, other, [two])).toBe(-1);
    expect(() => array.push(three, three)).toThrow(new RangeError("too many"));
    expect(calls).toEqual([
      [array, one],
      [other, two],
      [array, three, three],
    ]);
    expect(heard).toEqual([one, two, three]);
  });

  test("lets nothing out that goes wrong on our side", () => {
    stops.push(
      watchDataLayer("testLayer", () => {
        throw new Error("ours");
      }),
    );
    const { heard } = watch();
    expect(layer().push(entry("a"))).toBe(1);
    expect(heard).toHaveLength(1);
  });

  test("leaves the array as it was once nobody listens, in whatever order tags start and stop", () => {
    const steps = fc.array(fc.record({ tag: fc.nat(2), isStart: fc.boolean() }), { maxLength: 12 });
    fc.assert(
      fc.property(steps, fc.boolean(), (list, hasOwnPush) => {
        page.testLayer = [];
        const own = function (this: unknown[], ...entries: unknown[]): number {
          return Array.prototype.push.apply(this, entries);
        };
        if (hasOwnPush) layer().push = own;
        const tags: ({ heard: unknown[]; stop: () => void } | null)[] = [null, null, null];
        const check = (): void => {
          const one = entry("x");
          const length = layer().length;
          expect(layer().push(one)).toBe(length + 1);
          for (const tag of tags)
            if (tag !== null) expect(tag.heard.filter((heard) => heard === one)).toHaveLength(1);
        };
        for (const { tag, isStart } of list) {
          if (!isStart) tags[tag]?.stop();
          tags[tag] = isStart ? (tags[tag] ?? watch()) : null;
          check();
        }
        for (const tag of tags) tag?.stop();
        expect(Object.hasOwn(layer(), "push")).toBe(hasOwnPush);
        if (hasOwnPush) expect(layer().push).toBe(own);
      }),
    );
  });

  test("does not take away what has wrapped it, is silent beneath, and wraps nothing twice when it starts again", () => {
    const first = watch();
    const seen: unknown[] = [];
    wrapAsTagManager(seen);
    const theirs = layer().push;
    first.stop();
    expect(layer().push).toBe(theirs);
    layer().push(entry("a"));
    expect(first.heard).toEqual([]);
    const second = watch();
    expect(layer().push).toBe(theirs);
    const one = entry("b");
    layer().push(one);
    expect([second.heard, seen.length]).toEqual([[one], 2]);
  });

  test("finds an array that comes later, one that takes the place of another, and a `push` put in the place of ours", async () => {
    delete page.testLayer;
    const { heard, past } = watch();
    expect("testLayer" in page).toBe(false); // pages ask whether there is one
    const [one, two, three, four] = ["a", "b", "c", "d"].map(entry);
    page.testLayer = [one];
    document.body.click();
    await turn();
    expect(past).toEqual([one]);
    page.testLayer = [one, two];
    document.body.click();
    await turn();
    layer().push(three);
    expect(heard).toEqual([two, three]);
    layer().push = Array.prototype.push;
    layer().push(four);
    document.body.click();
    await turn();
    expect(heard).toEqual([two, three, four]);
  });

  test("leaves out what belongs to pages that were left by the history", () => {
    layer().push(entry("purchase"), entry("gtm.historyChange-v2"), entry("add_to_cart"));
    expect(watch().past).toEqual([entry("add_to_cart")]);
  });

  test.each([null, 1, "text", { push: 1 }, Object.freeze([entry("a")]), new Proxy([], { get: () => null })])(
    "does nothing to the page where the global is %j",
    (value) => {
      page.testLayer = value;
      watch();
      expect(page.testLayer).toBe(value);
    },
  );
});
