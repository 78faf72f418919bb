import { afterEach, describe, expect, test } from "vitest";
import { waitForHydration } from "./wait-for-hydration.ts";

afterEach(() => document.body.replaceChildren());

/** Static markup of this file only. */
function page(markup: string): HTMLElement {
  document.body.innerHTML = markup;
  return document.querySelector<HTMLElement>("#list")!;
}

const LIST = `<div id="list"><p>a</p><p>b</p></div>`;
const { signal } = new AbortController();
const wait = (list: HTMLElement, timeoutMs = 120): Promise<string> =>
  waitForHydration(list, { timeoutMs, signal });

describe("waitForHydration", () => {
  test("takes a page without any sign as it is, at once", async () => {
    const outcome = wait(page(`<!-- a shop --><main>${LIST}<!--[if IE]>old<![endif]--></main>`));
    expect(await Promise.race([outcome, Promise.resolve().then(() => null)])).toBe("plain");
  });

  test("takes a list that a framework has made in the browser as done, at once", async () => {
    const list = page(`<main>${LIST}</main>`);
    Object.assign(list, { __reactFiber$x1: {} });
    expect(await wait(list)).toBe("hydrated");
  });

  for (const [what, markup] of Object.entries({
    "Next's root": `<div id="__next">${LIST}</div>`,
    "Nuxt's root": `<div id="__nuxt">${LIST}</div>`,
    "an island of Astro": `<astro-island ssr>${LIST}</astro-island>`,
    "a container of Qwik": `<div q:container="paused">${LIST}</div>`,
    "an app of Angular": `<app-root ng-server-context="ssr">${LIST}</app-root>`,
    "a boundary of React around it": `<main><!--$-->${LIST}<!--/$--></main>`,
    "a fragment of Vue or Svelte in it": `<div id="list"><!--[--><p>a</p><!--]--></div>`,
    "a text that React's server has split": `<div id="list"><p>€ <!-- -->12</p></div>`,
  })) {
    test(`waits for ${what}, and not without end`, async () => {
      const started = performance.now();
      expect(await wait(page(markup))).toBe("timed out");
      expect(performance.now() - started).toBeGreaterThan(100);
    });
  }

  test("sees no sign in another part of the page", async () => {
    expect(await wait(page(`<div id="__next"></div><div><!--$--></div>${LIST}`))).toBe("plain");
  });

  test("ends when the list has its framework's marks", async () => {
    const list = page(`<div id="__nuxt">${LIST}</div>`);
    setTimeout(() => Object.assign(document.querySelector("#__nuxt")!, { __vue_app__: {} }), 100);
    expect(await wait(list, 5_000)).toBe("hydrated");
  });

  test("ends with Nuxt only when its pages have come too", async () => {
    const list = page(`<div id="__nuxt">${LIST}</div>`);
    const $nuxt = { isHydrating: true };
    Object.assign(document.querySelector("#__nuxt")!, { __vue_app__: { $nuxt } });
    expect(await wait(list)).toBe("timed out");
    $nuxt.isHydrating = false;
    expect(await wait(list)).toBe("hydrated");
  });

  test("ends with React only when the list is marked and the root is done", async () => {
    const list = page(`<div id="__next">${LIST}</div>`);
    const memoizedState = { isDehydrated: true };
    Object.assign(document.querySelector("#__next")!, {
      __reactContainer$x1: { stateNode: { current: { memoizedState } } },
    });
    Object.assign(list, { __reactFiber$x1: {} });
    expect(await wait(list)).toBe("timed out");
    memoizedState.isDehydrated = false;
    expect(await wait(list)).toBe("hydrated");
    delete (list as unknown as Record<string, unknown>)["__reactFiber$x1"]; // in a boundary that is not there yet
    expect(await wait(list)).toBe("timed out");
  });

  test("trusts React's marks where its root looks otherwise than expected", async () => {
    const list = page(`<div id="__next">${LIST}</div>`);
    Object.assign(document.querySelector("#__next")!, { __reactContainer$x1: null });
    Object.assign(list, { __reactFiber$x1: {} });
    expect(await wait(list)).toBe("hydrated");
  });

  test("ends at once when it is not wanted any more", async () => {
    const controller = new AbortController();
    const outcome = waitForHydration(page(`<div id="__next">${LIST}</div>`), {
      timeoutMs: 60_000,
      signal: controller.signal,
    });
    controller.abort();
    expect(await outcome).toBe("timed out");
  });
});
