import { expect, test } from "vitest";
import type { FeedbackSink } from "./feedback-sink.ts";
import { queuedFeedback } from "./queued-feedback.ts";

function recorder(): { sink: FeedbackSink; told: unknown[] } {
  const told: unknown[] = [];
  return {
    told,
    sink: {
      chosen: (...given) => void told.push(["chosen", ...given]),
      shown: (...given) => void told.push(["shown", ...given]),
      acted: (...given) => void told.push(["acted", ...given]),
    },
  };
}

test("hands over what came before there was anybody to learn from it, in its order, and then all that comes", () => {
  const { sink, told } = recorder();
  const queued = queuedFeedback();
  queued.open();
  queued.sink.acted("purchase", ["a"]);
  queued.sink.chosen("b", "search");
  queued.passTo(sink);
  queued.sink.shown(["c"], null);
  expect(told).toEqual([
    ["acted", "purchase", ["a"]],
    ["chosen", "b", "search"],
    ["shown", ["c"], null],
  ]);
});

test("keeps nothing of what comes before consent", () => {
  const { sink, told } = recorder();
  const queued = queuedFeedback();
  queued.sink.acted("cart", ["a"]);
  queued.open();
  queued.passTo(sink);
  expect(told).toEqual([]);
});

test("lets go of what waits when consent is withdrawn, and tells the one before nothing more", () => {
  const { sink, told } = recorder();
  const queued = queuedFeedback();
  queued.open();
  queued.sink.acted("cart", ["a"]);
  queued.close();
  queued.open();
  queued.passTo(sink);
  queued.close();
  queued.sink.acted("cart", ["b"]);
  expect(told).toEqual([]);
});

test("keeps no more than fifty calls", () => {
  const { sink, told } = recorder();
  const queued = queuedFeedback();
  queued.open();
  for (let at = 0; at < 500; at++) queued.sink.chosen(String(at), null);
  queued.passTo(sink);
  expect(told.length).toBe(50);
});
