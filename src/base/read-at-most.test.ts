import fc from "fast-check";
import { expect, test } from "vitest";
import { readAtMost } from "./read-at-most.ts";

/** An answer whose body comes in these parts, and what becomes of it. */
function answerOf(parts: readonly Uint8Array<ArrayBuffer>[]): {
  response: Response;
  sent: () => number;
  isCancelled: () => boolean;
} {
  let [sent, isCancelled] = [0, false];
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        if (sent < parts.length) controller.enqueue(parts[sent++]);
        else controller.close();
      },
      cancel() {
        isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { response: new Response(body), sent: () => sent, isCancelled: () => isCancelled };
}

const parts = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });

test("gives the bytes of a body that is no longer than it may be, however it is cut", () =>
  fc.assert(
    fc.asyncProperty(parts, async (given) => {
      const all = given.flatMap((part) => [...part]);
      const read = await readAtMost(
        answerOf(given.map((part) => Uint8Array.from(part))).response,
        all.length,
      );
      expect([...read]).toEqual(all);
    }),
  ));

test("refuses a body that is longer by one byte, and says what it may be", async () => {
  await expect(readAtMost(new Response(new Uint8Array(11)), 10)).rejects.toThrow(
    new RangeError("the body must have at most 10 bytes"),
  );
});

test("reads no further than the part that is too much, and tells the sender", async () => {
  const endless = answerOf(Array.from({ length: 1_000 }, () => new Uint8Array(4)));
  await expect(readAtMost(endless.response, 10)).rejects.toThrow(RangeError);
  expect(endless.sent()).toBe(3);
  expect(endless.isCancelled()).toBe(true);
});

test("an answer without a body has no bytes", async () => {
  expect(await readAtMost(new Response(null, { status: 204 }), 0)).toEqual(new Uint8Array(0));
});

test("fails as the body does", async () => {
  const broken = new ReadableStream({
    pull(controller) {
      controller.error(new TypeError("network error"));
    },
  });
  await expect(readAtMost(new Response(broken), 10)).rejects.toThrow(new TypeError("network error"));
});
