import { describe, expect, test } from "vitest";
import { withLock } from "./with-lock.ts";

type Locks = Pick<LockManager, "request">;

/** As a browser does: the callback's promise is the request's. */
const granting: Locks = { request: async (_: string, run: unknown) => (run as () => unknown)() } as Locks;
/** As Firefox does where all storage is refused. */
const refusing = {
  request: async () => Promise.reject(new DOMException("not allowed in this context", "SecurityError")),
} as unknown as Locks;

describe("withLock", () => {
  test.each([
    ["with a lock", granting],
    ["where there are none", undefined],
    ["where they are refused", refusing],
  ])("runs the action once and gives its result, %s", async (_, locks) => {
    let runs = 0;
    expect(await withLock(locks, "writer", async () => ++runs)).toBe(1);
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
    await expect(withLock(locks, "writer", failing)).rejects.toThrow("full");
    expect(runs).toBe(1);
  });
});
