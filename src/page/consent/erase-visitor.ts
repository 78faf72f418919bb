import { DATABASE_NAME } from "../../base/database-name.ts";
import { RankError } from "../../base/errors.ts";
import { markErasure } from "./erasure-mark.ts";

/**
 * Erases the visitor's database from the page itself: the worker may be busy, or gone. Tabs that hold the database
 * open close it when they are asked to.
 *
 * @throws {RankError} `storage-failed` if the browser refuses; the next page of this tab tries again.
 */
export async function eraseVisitor(): Promise<void> {
  markErasure(true);
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
  markErasure(false);
}
