import { afterEach, describe, expect, test } from "vitest";
import type { Candidate } from "../../ranking/candidate.ts";
import { readCandidates } from "./read-candidates.ts";
import { prepareNextPage } from "./prepare-next-page.ts";

const page = (titles: readonly string[]): string =>
  `<!doctype html><main><ol id="results">${titles
    .map((title, at) => `<li class="card" data-id="${at}"><h3>${title}</h3></li>`)
    .join("")}</ol></main>`;
const html = (body: string, init: ResponseInit = {}): Response =>
  new Response(body, { headers: { "content-type": "text/html; charset=utf-8" }, ...init });

/** What is prepared for a page that names this next one. */
async function prepared(
  head: string,
  response: Response,
  changes: Partial<Parameters<typeof prepareNextPage>[0]> = {},
): Promise<{ calls: (readonly Candidate[])[]; urls: string[] }> {
  document.body.innerHTML = head;
  const calls: (readonly Candidate[])[] = [];
  const urls: string[] = [];
  await prepareNextPage({
    read: (next) => {
      const list = next.querySelector("#results");
      return list === null
        ? []
        : readCandidates(list, ".card", () => undefined).map(({ candidate }) => candidate);
    },
    isOver: () => false,
    fetch: async (url) => {
      urls.push(url as string); // that is how it is called
      return response;
    },
    prepare: async (candidates) => void calls.push(candidates),
    ...changes,
  });
  return { calls, urls };
}

const NEXT = `<a href="/search?q=lamp&page=2" rel="next">More</a>`;
const titles = (count: number): string[] => Array.from({ length: count }, (_, at) => `lamp ${at}`);

afterEach(() => document.body.replaceChildren());

describe("prepareNextPage", () => {
  test("reads the page that is next, and prepares its items a few at a time", async () => {
    const { calls, urls } = await prepared(NEXT, html(page(titles(20))));
    expect(urls).toEqual([`${location.origin}/search?q=lamp&page=2`]);
    expect(calls.map((candidates) => candidates.length)).toEqual([8, 8, 4]);
    expect(calls.flat().map(({ title }) => title)).toEqual(titles(20));
  });

  test("prepares no more than 96 items of a page without end", async () => {
    expect((await prepared(NEXT, html(page(titles(300))))).calls.flat().length).toBe(96);
  });

  test("stops with the tag", async () => {
    let calls = 0;
    await prepared(NEXT, html(page(titles(20))), {
      isOver: () => calls > 0,
      prepare: async () => void calls++,
    });
    expect(calls).toBe(1);
  });

  test("runs nothing of the page that it reads, and loads no picture of it", async () => {
    const evil = `${page(["lamp"])}<script>window.ran = true</script><img src="/x.png" onerror="window.ran = true" />`;
    expect((await prepared(NEXT, html(evil))).calls.length).toBe(1);
    expect("ran" in window).toBe(false);
  });

  test.each([
    ["no next page", "<p></p>", html(page(["lamp"]))],
    [
      "a next page on another site",
      `<a href="https://example.com/2" rel="next">More</a>`,
      html(page(["lamp"])),
    ],
    [
      "a page that is not there",
      NEXT,
      html(page(["lamp"]), { status: 404, headers: { "content-type": "text/html" } }),
    ],
    [
      "an answer that is no page",
      NEXT,
      new Response(page(["lamp"]), { headers: { "content-type": "text/plain" } }),
    ],
    ["a page without the list", NEXT, html("<main></main>")],
    ["a page that is no HTML inside", NEXT, html("\u0000<<<>")],
  ])("prepares nothing for %s", async (_, head, response) => {
    expect((await prepared(head, response)).calls).toEqual([]);
  });
});
