import { describe, expect, test, vi } from "vitest";
import type { RankError } from "../base/errors.ts";
import { workerClient, type WorkerClient } from "./client.ts";

const ALIVE = `addEventListener("message", ({ data }) => {
  if (data.type === "stay-alive") navigator.locks.request(data.lockName, () => { postMessage({ type: "alive" }); return new Promise(() => {}); });
});`;

function connect(source: string): { client: WorkerClient; warnings: RankError[]; death: Promise<RankError> } {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const warnings: RankError[] = [];
  let client!: WorkerClient;
  const death = new Promise<RankError>((resolve) => {
    client = workerClient(new Worker(url, { type: "module" }), {
      onWarning: (error) => warnings.push(error),
      onDeath: resolve,
    });
  });
  return { client, warnings, death };
}

describe("workerClient", () => {
  test("settles each call by its own answer, whatever the order they come in", async () => {
    const { client } = connect(`addEventListener("message", ({ data }) => {
      if (data.type !== "call") return;
      const value = { generation: data.callId, didUpdate: false };
      setTimeout(() => postMessage({ type: "answer", callId: data.callId, value }), 60 - 20 * data.callId);
    });`);
    const calls = [1, 2].map(() => client.call({ type: "return", atMs: 0, eventId: "" }));
    expect((await Promise.all(calls)).map(({ generation }) => generation)).toEqual([1, 2]);
    client.stop();
  });

  test("rejects with the reason that the worker gave, and passes on its warnings", async () => {
    const { client, warnings } = connect(`addEventListener("message", ({ data }) => {
      if (data.type !== "call") return;
      postMessage({ type: "warning", reason: "storage-failed", message: "w" });
      postMessage({ type: "failure", callId: data.callId, reason: "model-failed", message: "no model" });
    });`);
    await expect(client.call({ type: "inspect" })).rejects.toMatchObject({
      reason: "model-failed",
      message: "no model",
    });
    expect(warnings.map(({ reason }) => reason)).toEqual(["storage-failed"]);
    client.stop();
  });

  test("rejects every pending call when the worker ends by itself", async () => {
    const { client, death } = connect(
      `${ALIVE} addEventListener("message", ({ data }) => { if (data.type === "call") close(); });`,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const calls = [client.call({ type: "inspect" }), client.call({ type: "share" })];
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect((await death).reason).toBe("worker-failed");
    await expect(client.call({ type: "inspect" })).rejects.toThrow("has ended");
  });

  test("rejects when the worker's script throws", async () => {
    const { client, death } = connect(`throw new Error("broken");`);
    await expect(client.call({ type: "inspect" })).rejects.toThrow("broken");
    expect((await death).message).toContain("broken");
  });

  test("rejects when there is no script", async () => {
    const client = workerClient(new Worker("/nowhere.js", { type: "module" }), {
      onWarning: () => undefined,
      onDeath: () => undefined,
    });
    await expect(client.call({ type: "inspect" })).rejects.toMatchObject({ reason: "worker-failed" });
  });

  test("ignores answers to calls that nobody made", async () => {
    const { client } = connect(`addEventListener("message", ({ data }) => {
      if (data.type !== "call") return;
      postMessage({ type: "answer", callId: 999, value: null });
      postMessage({ type: "answer", callId: data.callId, value: null });
    });`);
    await expect(client.call({ type: "forget" })).resolves.toBeNull();
    client.stop();
  });

  test("does not take a worker for dead as it was never sent what a page has asked", async () => {
    const { client } = connect(`addEventListener("message", ({ data }) => {
      if (data.type === "call") postMessage({ type: "answer", callId: data.callId, value: null });
    });`);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const eventIds = new Proxy([], {}); // a framework's state, which no message can hold
      await expect(client.call({ type: "forget", eventIds })).rejects.toThrow("could not be cloned");
      await vi.advanceTimersByTimeAsync(200_000);
    } finally {
      vi.useRealTimers();
    }
    await expect(client.call({ type: "forget" })).resolves.toBeNull();
    client.stop();
  });

  test("leaves nothing on its page once it is stopped", async () => {
    /** Who queues for a worker's lock again when the page is back: what ends each one's wait. */
    const queueing = (): AbortSignal[] => {
      const signals: AbortSignal[] = [];
      Object.assign(navigator.locks, {
        request: (_: string, { signal }: { signal: AbortSignal }) => Promise.resolve(signals.push(signal)),
      });
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      Reflect.deleteProperty(navigator.locks, "request"); // that of its prototype is there again
      return signals;
    };
    const before = queueing().length;
    const { client } = connect(ALIVE);
    let signals: AbortSignal[] = [];
    await expect.poll(() => (signals = queueing()).length).toBe(before + 1);
    const own = signals[before];
    expect(own.aborted).toBe(false);
    client.stop();
    // A page that waits for a lock is not kept for the way back.
    expect(own.aborted).toBe(true);
    expect(queueing()).toHaveLength(before);
  });
});
