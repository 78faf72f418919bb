import { afterEach, describe, expect, test, vi } from "vitest";
import { type ChoiceTrail, choiceTrail } from "./choice-trail.ts";
import type { SignStorage } from "./recent-signs.ts";

const LIST = "https://shop.example/search?q=lamp";
const PRODUCT = "https://shop.example/product/1";

/** One tab of a visitor: `load` is the next page's load. */
function tab(): {
  load: (url: string, from?: string, historyLength?: number) => ChoiceTrail;
  storage: SignStorage;
} {
  let stored: string | null = null;
  const storage: SignStorage = { read: () => stored, write: (text) => void (stored = text) };
  return {
    storage,
    load: (url, referrer = "", historyLength = 2) =>
      choiceTrail(storage, { url: () => url, referrer, historyLength }),
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("choiceTrail", () => {
  test("takes the page that a choice led to, however often it is shown or loaded anew, for no way back", () => {
    const { load } = tab();
    load(LIST).chosen();
    const product = load(PRODUCT, LIST);
    expect([product.isBack(), product.isBack(), load(PRODUCT, LIST).isBack()]).toEqual([false, false, false]);
  });

  test("is back on the list, on any other page, and where the tab is shown again that the choice was made in", () => {
    const { load } = tab();
    const list = load(LIST);
    list.chosen();
    expect(list.isBack()).toBe(true);
    load(PRODUCT, LIST).isBack();
    expect(load(LIST, "https://shop.example/").isBack()).toBe(true);
    expect(load("https://shop.example/search?q=mug", PRODUCT).isBack()).toBe(true);
  });

  test("follows a choice on a page that a choice led to", () => {
    const { load } = tab();
    load(LIST).chosen();
    const product = load(PRODUCT, LIST);
    product.isBack();
    product.chosen();
    const next = load("https://shop.example/product/2", PRODUCT);
    expect(next.isBack()).toBe(false);
    expect(load(PRODUCT, "https://shop.example/product/2").isBack()).toBe(true);
  });

  test("is back behind a page that has no tag, if the browser tells that there was one", () => {
    const { load } = tab();
    load(LIST).chosen();
    expect(load("https://shop.example/search?q=mug", PRODUCT).isBack()).toBe(true);
  });

  test.each(["", "https://shop.example/"])("does not mind a referrer of %j", (referrer) => {
    const { load } = tab();
    load(LIST).chosen();
    expect(load(PRODUCT, referrer).isBack()).toBe(false);
  });

  test("knows a tab that was opened from the shop's list, and not one that came from elsewhere", () => {
    const opened = tab();
    expect(opened.load(PRODUCT, LIST, 1).isBack()).toBe(false);
    expect(opened.load(PRODUCT, LIST, 1).isBack()).toBe(false);
    expect(opened.load("https://shop.example/search?q=mug", PRODUCT).isBack()).toBe(true);
    expect(tab().load(LIST, "https://search.example/", 1).isBack()).toBe(true);
    expect(tab().load(LIST, "", 1).isBack()).toBe(true);
  });

  test("is not back while a page without page loads shows what was chosen, and is when its list is there again", () => {
    let url = LIST;
    const trail = choiceTrail(tab().storage, { url: () => url, referrer: "", historyLength: 5 });
    trail.chosen();
    url = PRODUCT;
    expect(trail.isBack()).toBe(false);
    url = `${LIST}#results`;
    expect(trail.isBack()).toBe(true);
  });

  test.each(["{", "7", '{"on":1,"to":null}', '{"on":"a","to":2}'])(
    "does without what it did not write: %s",
    (text) => {
      const { load, storage } = tab();
      storage.write(text);
      expect(load(LIST).isBack()).toBe(true);
    },
  );

  test("does without a storage that is refused", () => {
    const refuse = (): never => {
      throw new Error("SecurityError");
    };
    const trail = choiceTrail(
      { read: refuse, write: refuse },
      { url: () => LIST, referrer: "", historyLength: 2 },
    );
    trail.chosen();
    expect(trail.isBack()).toBe(true);
  });

  test("needs nothing of an address that Chromium 110 and Safari 16.4 do not have", () => {
    vi.spyOn(URL, "canParse").mockImplementation(() => {
      throw new TypeError("URL.canParse is not a function");
    });
    const opened = tab();
    expect(opened.load(PRODUCT, LIST, 1).isBack()).toBe(false);
    expect(tab().load(LIST, "", 1).isBack()).toBe(true);
    const { load } = tab();
    load(LIST).chosen();
    expect(load(PRODUCT, LIST).isBack()).toBe(false);
  });
});
