import { DATABASE_NAME } from "../base/database-name.ts";
import { RankError } from "../base/errors.ts";

/** Says that an erasure was asked for and has not been confirmed, in case the page goes away in between. */
const UNFINISHED_KEY = "personal-rank:erase";

/**
 * Erases the visitor's database from the page itself: the worker may be busy, or gone. Tabs that hold the database
 * open close it when they are asked to.
 *
 * @throws {RankError} `storage-failed` if the browser refuses; the next page of this tab tries again.
 */
export async function eraseVisitor(): Promise<void> {
  mark(true);
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(
        new RankError(
          "storage-failed",
          `Cannot erase the database "${DATABASE_NAME}"; it is tried again on the next page`,
          { cause },
        ),
      );
    try {
      const request = indexedDB.deleteDatabase(DATABASE_NAME);
      request.addEventListener("success", () => resolve());
      request.addEventListener("error", () => fail(request.error));
    } catch (cause) {
      fail(cause);
    }
  });
  mark(false);
}

/** True if an earlier page of this tab was left before its erasure was confirmed. */
export function isErasureUnfinished(): boolean {
  try {
    return sessionStorage.getItem(UNFINISHED_KEY) !== null;
  } catch {
    return false; // where storage is refused there is nothing to erase
  }
}

function mark(isUnfinished: boolean): void {
  try {
    if (isUnfinished) sessionStorage.setItem(UNFINISHED_KEY, "1");
    else sessionStorage.removeItem(UNFINISHED_KEY);
  } catch {
    // Refused: the erasure itself goes on.
  }
}
