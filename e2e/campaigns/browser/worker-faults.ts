import type { Call } from "../../../src/worker/protocol.ts";

/** In front of the worker's own script: all that it answers goes through `change(message, call)`, which gives what is said instead; null: nothing. */
function answering(change: string): string {
  return `{ const calls = new Map(), say = self.postMessage.bind(self);
    self.addEventListener("message", ({ data }) => { if (data.type === "call") calls.set(data.callId, data.call); });
    const change = ${change};
    self.postMessage = (message) => { const said = change(message, calls.get(message.callId)); if (said !== null) say(said); };
  }`;
}

/** A worker that is stuck: in its script, in one call, or in silence. */
export const HANGS: readonly string[] = [
  "for (;;);",
  `self.addEventListener("message", ({ data }) => { if (data.type === "call" && data.call.type === "start") for (;;); });`,
  `self.addEventListener("message", ({ data }) => { if (data.type === "call" && data.call.type === "rank") for (;;); });`,
  answering(`(message, call) => (call?.type === "start" ? null : message)`),
  answering(`(message, call) => (call?.type === "rank" ? null : message)`),
];

/** Every call that a page can make, and how; the other two, `prepare` and `return`, take another page. */
const CALLS: Readonly<Record<Exclude<Call["type"], "prepare" | "return">, string>> = {
  start: "window.personalRank.rank()",
  rank: "window.personalRank.rank()",
  learn: `window.personalRank.feedback.chosen("item-3", "results")`,
  attribute: `window.personalRank.feedback.acted("cart", ["elsewhere"])`,
  share: "window.personalRank.share()",
  inspect: "window.personalRank.inspect()",
  exposure: "window.personalRank.exposure()",
  "what-if": "window.personalRank.whatIf({})",
  timeline: "window.personalRank.timeline()",
  persona: `window.personalRank.replayPersona(["item-1"])`,
  "export-state": "window.personalRank.exportState()",
  "import-state": `window.personalRank.importState("{}")`,
  forget: "window.personalRank.forget()",
};

/** What comes in the place of an answer's value. */
const WRONG_VALUES: readonly string[] = [
  "undefined",
  "null",
  "0",
  "NaN",
  `"text"`,
  "true",
  "[]",
  "{}",
  "new Uint8Array(9)",
  "new Map([[1, 2]])",
  `{ id: "other", items: null }`,
  "{ ...value, items: (value?.items ?? []).slice(1) }",
  "{ ...value, items: (value?.items ?? []).map((item) => ({ ...item, id: 'item-0' })) }",
  "{ ...value, items: (value?.items ?? []).map((item, at) => ({ ...item, position: at - 5 })) }",
  "{ ...value, items: (value?.items ?? []).map((item) => ({ ...item, score: NaN })) }",
  "{ ...value, items: [...(value?.items ?? []), null] }",
  "{ generation: '7', didUpdate: 1, storage: 9, backend: {} }",
];

/** Messages that are none, before every answer. */
const WRONG_MESSAGES: readonly string[] = [
  "null",
  "undefined",
  "7",
  `"alive"`,
  "[]",
  "{}",
  "{ type: 'answer' }",
  "{ type: 'answer', callId: 'x', value: null }",
  "{ type: 'failure', callId: 999, reason: 'nothing' }",
  "{ type: 'failure', callId: message.callId }",
  "{ type: 'failure', callId: message.callId, reason: 7, message: { toString: 1 } }",
  "{ type: 'warning' }",
  "{ type: 'warning', reason: {}, message: [] }",
];

/** Wrong values for every call, and wrong messages: one script each, with the call that brings it out. */
export const GARBAGE: readonly { readonly what: string; readonly ask: string; readonly script: string }[] = [
  ...Object.entries(CALLS).flatMap(([call, ask]) =>
    WRONG_VALUES.map((value) => ({
      what: `${value} for "${call}"`,
      ask,
      script: answering(
        `(message, call) => { const value = message.value; return message.type === "answer" && call?.type === "${call}" ? { ...message, value: ${value} } : message; }`,
      ),
    })),
  ),
  ...WRONG_MESSAGES.map((wrong) => ({
    what: `a message ${wrong}`,
    ask: CALLS.rank,
    script: answering(`(message) => { say(${wrong}); return message; }`),
  })),
];

/** Answers so much later, in ms. */
export function late(byMs: number): string {
  return answering(`(message) => { setTimeout(() => say(message), ${byMs}); return null; }`);
}

/** A worker that gets no memory: at all, after some, for what is large, or none for WebAssembly. */
export const OUT_OF_MEMORY: readonly string[] = [
  ...[0, 3, 10, 30, 100, 300].map(
    (
      after,
    ) => `{ let left = ${after}; const none = () => { if (left-- <= 0) throw new RangeError("Array buffer allocation failed"); };
      for (const name of ["Float32Array", "Float64Array", "Uint8Array", "Int32Array"]) {
        self[name] = new Proxy(self[name], { construct(target, args, made) { if (typeof args[0] === "number") none(); return Reflect.construct(target, args, made === self[name] ? target : made); } });
      } }`,
  ),
  `WebAssembly.Memory.prototype.grow = () => { throw new RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded"); };`,
  `WebAssembly.Memory = class { constructor() { throw new RangeError("WebAssembly.Memory(): could not allocate memory"); } };`,
  `WebAssembly.instantiate = () => Promise.reject(new RangeError("WebAssembly.instantiate(): Out of memory"));`,
  `Response.prototype.arrayBuffer = () => Promise.reject(new RangeError("Array buffer allocation failed"));`,
];

/** Fills the worker's heap when it is asked to rank; the browser ends it. */
export const FILLS_HEAP = `self.addEventListener("message", ({ data }) => {
  if (data.type !== "call" || data.call.type !== "rank") return;
  const kept = [];
  for (;;) kept.push(Array.from({ length: 10_000 }, (_, at) => ({ at, text: "x" + at + kept.length })));
});`;
