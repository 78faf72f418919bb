import { describe, expect, test } from "vitest";
import { withFreeLock, withLock } from "./with-lock.ts";

type Locks = Pick<LockManager, "request">;
type Run = (lock: unknown) => unknown;

/** As a browser does: the callback's promise is the request's. */
const granting = {
  request: async (...given: unknown[]) => (given.at(-1) as Run)({}),
} as unknown as Locks;
/** As Firefox does where all storage is refused. */
const refusing = {
  request: async () => Promise.reject(new DOMException("not allowed in this context", "SecurityError")),
} as unknown as Locks;
/** As a browser does where another tab holds the lock. */
const taken = {
  request: async (_name: string, options: { ifAvailable?: boolean }, run: Run) => {
    if (options.ifAvailable !== true) throw new Error("would wait");
    return run(null);
  },
} as unknown as Locks;

describe.each([
  ["withLock", withLock],
  ["withFreeLock", withFreeLock],
])("%s", (_name, lock) => {
  test.each([
    ["with a lock", granting],
    ["where there are none", undefined],
    ["where they are refused", refusing],
  ])("runs the action once and gives its result, %s", async (_, locks) => {
    let runs = 0;
    expect(await lock(locks, "writer", async () => ++runs)).toBe(1);
    expect(runs).toBe(1);
  });

  test.each([
    ["with a lock", granting],
    ["where they are refused", refusing],
  ])("does not run an action again that failed, %s", async (_, locks) => {
    let runs = 0;
    const failing = async (): Promise<never> => {
      runs++;
      throw new Error("full");
    };
    await expect(lock(locks, "writer", failing)).rejects.toThrow("full");
    expect(runs).toBe(1);
  });
});

describe("withFreeLock", () => {
  test("runs nothing where another tab holds the lock", async () => {
    let runs = 0;
    expect(await withFreeLock(taken, "uploader", async () => ++runs)).toBeNull();
    expect(runs).toBe(0);
  });
});
