import { beforeEach, describe, expect, test } from "vitest";
import { type DurableCall, pendingCalls } from "./pending-calls.ts";

const KEY = "personal-rank:pending";
const learn = (eventId: string): DurableCall => ({
  type: "learn",
  interactions: [{ type: "click", eventId, rankingId: "r", itemId: "i", atMs: 1 }],
});
const buy: DurableCall = { type: "attribute", action: "purchase", itemId: "i", atMs: 1, eventId: "b" };

beforeEach(() => sessionStorage.clear());

describe("pendingCalls", () => {
  test("lists what was remembered and not forgotten, over pages, each call once", () => {
    const page = pendingCalls();
    for (const call of [learn("1"), buy, learn("2"), learn("1")]) page.remember(call);
    page.forget(learn("2"));
    expect(pendingCalls().list()).toEqual([buy, learn("1")]);
  });

  test("remembers of a call that a worker died of it, and counts it as the same call", () => {
    const page = pendingCalls();
    for (const call of [learn("1"), buy]) page.remember(call);
    for (const call of [learn("1"), buy]) page.remember({ ...call, hasMetDeath: true });
    expect(pendingCalls().list()).toEqual([learn("1"), buy].map((call) => ({ ...call, hasMetDeath: true })));
    for (const call of [learn("1"), buy]) page.forget(call);
    expect(page.list()).toEqual([]);
  });

  test("leaves nothing behind once everything is answered or erased", () => {
    const page = pendingCalls();
    page.remember(buy);
    page.forget(buy);
    expect(sessionStorage).toHaveLength(0);
    page.remember(buy);
    page.erase();
    expect(sessionStorage).toHaveLength(0);
  });

  test.each([
    "",
    "{",
    "null",
    '"x"',
    '[1,null,{"type":"learn"},{"type":"learn","interactions":[{"type":"click"}]},{"type":"forget"}]',
  ])("takes nothing from %j, which another script wrote there", (text) => {
    sessionStorage.setItem(KEY, text);
    expect(pendingCalls().list()).toEqual([]);
  });

  test("keeps at most 100 calls, the newest", () => {
    const page = pendingCalls();
    for (let at = 0; at < 105; at++) page.remember(learn(String(at)));
    expect(page.list()).toHaveLength(100);
    expect(page.list()[0]).toEqual(learn("5"));
  });
});
