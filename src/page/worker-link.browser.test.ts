import { afterEach, describe, expect, test, vi } from "vitest";
import type { RankError } from "../base/errors.ts";
import type { Settings } from "./settings.ts";
import { pendingCalls } from "./feedback/pending-calls.ts";
import { type WorkerLink, workerLink } from "./worker-link.ts";

/** Answers calls with its own number; the first one is at work without end. */
const workerOf = (number: number, storage: string): string =>
  `let isBegun = false;
  addEventListener("message", ({ data }) => {
    if (data.type !== "call") return;
    const { callId, call } = data;
    if (call.type === "start") isBegun = true;
    else if (${number === 1}) return;
    else if (!isBegun) { postMessage({ type: "failure", callId, reason: "protocol", message: "not begun" }); return; }
    postMessage({ type: "answer", callId, value: call.type === "start" ? { storage: "${storage}", headVersion: 0, generation: 0 } : { generation: ${number}, didUpdate: false } });
  });`;

interface Linked {
  readonly link: WorkerLink;
  readonly errors: RankError[];
  readonly made: () => number;
}

const links: WorkerLink[] = [];
afterEach(() => {
  for (const link of links.splice(0)) link.stop();
});

function linkTo(storage = "indexeddb"): Linked {
  return linkOf((number) => workerOf(number, storage));
}

function linkOf(sourceOf: (number: number) => string): Linked {
  const errors: RankError[] = [];
  let made = 0;
  const worker = {
    integrity: "",
    get url() {
      made++;
      return URL.createObjectURL(new Blob([sourceOf(made)], { type: "text/javascript" }));
    },
  };
  const link = workerLink({ worker } as unknown as Settings, {
    onWarning: (error) => errors.push(error),
    onDeath: (error) => errors.push(error),
  });
  links.push(link);
  return { link, errors, made: () => made };
}

/** A worker whose first `deaths` makes fail as `how` says when they are asked something; the next ones answer. */
function failingLink(how: string, deaths: number): Linked {
  const source = (number: number): string =>
    `addEventListener("message", ({ data }) => {
      if (data.type !== "call") return;
      const { callId, call } = data;
      if (call.type === "start") postMessage({ type: "answer", callId, value: { storage: "indexeddb", headVersion: 0, generation: 0 } });
      else if (${number <= deaths}) { ${how} }
      else postMessage({ type: "answer", callId, value: { generation: ${number}, didUpdate: false } });
    });`;
  return linkOf(source);
}

const go = (type: "pagehide" | "pageshow", persisted: boolean): void => {
  dispatchEvent(new PageTransitionEvent(type, { persisted }));
};
const call = { type: "return", atMs: 1, eventId: "e" } as const;

describe("workerLink", () => {
  test("ends a worker when its page is kept for the way back, and asks a new one again there", async () => {
    const { link, errors, made } = linkTo();
    await link.started;
    const answer = link.call(call);
    await new Promise((resolve) => setTimeout(resolve, 50));
    go("pagehide", true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(made()).toBe(1); // nothing is begun on a page that is out of sight
    go("pageshow", true);
    expect(await answer).toEqual({ generation: 2, didUpdate: false });
    expect(errors).toEqual([]);
  });

  test("ends a worker when its tab is frozen, as all other tabs would wait for what it holds, and asks a new one there", async () => {
    const { link, errors, made } = linkTo();
    await link.started;
    const answer = link.call(call);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const ended = vi.spyOn(Worker.prototype, "terminate");
    document.dispatchEvent(new Event("freeze"));
    expect([ended.mock.calls.length, made()]).toEqual([1, 1]);
    document.dispatchEvent(new Event("resume"));
    expect(await answer).toEqual({ generation: 2, didUpdate: false });
    expect(errors).toEqual([]);
  });

  test("has the worker leave the database alone as soon as another page may come, in the engine that needs it", async () => {
    const post = vi.spyOn(Worker.prototype, "postMessage");
    const held = (): unknown[] =>
      post.mock.calls.map(([message]) => message).filter(({ type }) => type === "hold");
    await linkTo().link.started;
    dispatchEvent(new Event("beforeunload"));
    expect(held()).toEqual([]);
    vi.spyOn(navigator, "vendor", "get").mockReturnValue("Apple Computer, Inc.");
    const { link } = linkTo();
    await link.started;
    dispatchEvent(new Event("beforeunload"));
    expect(held()).toEqual([{ type: "hold", forMs: 5_000 }]);
    link.stop();
    dispatchEvent(new Event("beforeunload"));
    expect(held()).toHaveLength(1);
    vi.restoreAllMocks();
  });

  test.each([
    ["has all it learned in its memory", { storage: "memory", persisted: true }],
    ["ends with its page", { storage: "indexeddb", persisted: false }],
  ])("leaves a worker alone that %s", async (_, { persisted, storage }) => {
    const { link, made } = linkTo(storage);
    await link.started;
    link.call(call).catch(() => undefined); // the link is stopped before there is an answer
    await new Promise((resolve) => setTimeout(resolve, 50));
    go("pagehide", persisted);
    go("pageshow", persisted);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(made()).toBe(1);
  });

  test.each([
    ["throws", `throw new Error("broken")`],
    ["answers what cannot be", `postMessage({ type: "answer", callId, value: 7 })`],
  ])("makes a worker that %s anew, once, and asks the new one again", async (_, how) => {
    const { link, errors, made } = failingLink(how, 1);
    expect(await link.call(call)).toEqual({ generation: 2, didUpdate: false });
    expect(made()).toBe(2);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/it is started again$/)]);
  });

  test("gives up on the second worker that fails, and every call settles", async () => {
    const { link, errors, made } = failingLink(`throw new Error("broken")`, 9);
    const calls = [link.call(call), link.call({ type: "share" })];
    expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(link.call(call)).rejects.toMatchObject({ reason: "worker-failed" });
    expect([made(), errors.length]).toEqual([2, 2]);
  });

  test("keeps ranking on every page of a tab whose call ends workers, and drops that call when two have ended", async () => {
    sessionStorage.clear();
    const fatal = { type: "attribute", action: "cart", itemId: "fatal", atMs: 1, eventId: "e1" } as const;
    const good = { ...fatal, itemId: "good", eventId: "e2" };
    const nothing = { generation: 0, didUpdate: false };
    const source = (number: number): string =>
      `addEventListener("message", ({ data }) => {
        if (data.type !== "call") return;
        const { callId, call } = data;
        if (call.itemId === "fatal") throw new Error("broken");
        const value = { storage: "indexeddb", headVersion: 0, generation: ${number}, didUpdate: false };
        setTimeout(() => postMessage({ type: "answer", callId, value }), 20);
      });`;
    const pages: unknown[] = [];
    for (let page = 0; page < 3; page++) {
      const { link, errors, made } = linkOf(source);
      await link.started;
      if (page === 0) {
        const both = await Promise.all([link.callDurably(good), link.callDurably(fatal)]);
        expect(both).toEqual([nothing, nothing]); // left to the next page
      }
      expect(await link.call(call)).toMatchObject({ didUpdate: false });
      link.stop();
      pages.push([made(), errors.length, pendingCalls().list()]);
    }
    const met = [good, fatal].map((left) => ({ ...left, hasMetDeath: true }));
    expect(pages).toEqual([
      [2, 1, met],
      [2, 1, []],
      [1, 0, []],
    ]);
  });

  test("asks a new worker once what an earlier page has left", async () => {
    sessionStorage.setItem(
      "personal-rank:pending",
      JSON.stringify([{ type: "attribute", action: "cart", itemId: "a", atMs: 1, eventId: "e1" }]),
    );
    const post = vi.spyOn(Worker.prototype, "postMessage");
    const { link } = linkTo();
    await new Promise((resolve) => setTimeout(resolve, 200)); // begun, and stuck at what is left
    go("pagehide", true);
    go("pageshow", true);
    await link.started;
    expect(post.mock.calls.filter(([{ call: asked }]) => asked?.type === "attribute")).toHaveLength(2);
    vi.restoreAllMocks();
  });

  test("lives with messages that are none", async () => {
    const garbage = `for (const it of [null, 3, "x", {}, [], { type: "answer" }, { type: "failure", callId: 99 }, { type: "warning" }]) postMessage(it);
      postMessage({ type: "answer", callId, value: { generation: 5, didUpdate: false } });`;
    const { link, errors, made } = failingLink(garbage, 1);
    expect(await link.call(call)).toEqual({ generation: 5, didUpdate: false });
    expect(made()).toBe(1);
    expect(errors).toEqual([expect.objectContaining({ reason: "worker-failed" })]); // the warning that says nothing
  });

  test("begins a new worker before it tells it what the tab's pages have left", async () => {
    sessionStorage.setItem(
      "personal-rank:pending",
      JSON.stringify([{ type: "attribute", action: "cart", itemId: "a", atMs: 1, eventId: "e1" }]),
    );
    const { link, errors } = linkTo();
    await new Promise((resolve) => setTimeout(resolve, 200)); // begun, and stuck at what is left
    go("pagehide", true);
    go("pageshow", true);
    await link.started;
    await expect.poll(() => sessionStorage.getItem("personal-rank:pending")).toBeNull();
    expect(errors).toEqual([]);
  });
});
