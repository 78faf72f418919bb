import { expect, test } from "vitest";
import { asRankError, RankError } from "./errors.ts";

test("an error that has a reason keeps it, also one of another bundle, whose class is another", () => {
  const own = new RankError("protocol", "Cannot.");
  expect(asRankError(own, "worker-failed")).toBe(own);
  const other = Object.assign(new Error("Cannot, there."), { name: "RankError", reason: "storage-failed" });
  expect(asRankError(other, "worker-failed")).toMatchObject({
    reason: "storage-failed",
    message: "Cannot, there.",
  });
});

test("anything else is thrown for the reason that is given, and is the cause", () => {
  const cause = new TypeError("no");
  expect(asRankError(cause, "sync-failed")).toMatchObject({ reason: "sync-failed", message: "no", cause });
  expect(asRankError("no words", "protocol").message).toBe("no words");
});
