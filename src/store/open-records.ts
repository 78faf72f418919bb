import { RankError } from "../base/errors.ts";
import { eraseDatabase } from "./erase-database.ts";
import { openIndexedRecords } from "./indexed-records.ts";
import { isWorthAnotherTry } from "./is-worth-another-try.ts";
import { memoryRecords } from "./memory-records.ts";
import type { Records } from "./records.ts";

/** A transaction takes milliseconds; one that has not ended by then, in ms, waits for one that nobody will end. */
const TRANSACTION_TIMEOUT_MS = 10_000;

/**
 * Opens IndexedDB, or keeps everything in memory where the browser refuses it (private mode, blocked storage,
 * a full disk) or does not answer within 10 s: the product then works as before, but forgets at the end of the page.
 *
 * @param onWarning Told once, the first time storage fails, and if what was stored was damaged and is begun anew.
 * @param mayBegin  Awaited before each transaction, and before one that failed is tried again.
 */
export async function openRecords(
  onWarning: (error: RankError) => void,
  mayBegin: () => Promise<void>,
): Promise<Records> {
  let current = memoryRecords();
  let hasFailed = false;
  const fallBack = (cause: unknown): void => {
    if (hasFailed) return;
    hasFailed = true;
    current = memoryRecords();
    const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const message = `Cannot keep what is learned beyond this page because IndexedDB failed with ${what}; check the browser's storage settings`;
    onWarning(new RankError("storage-failed", message, { cause }));
  };
  const onSetAside = (): void =>
    onWarning(
      new RankError(
        "storage-failed",
        "Cannot use what was stored of this visitor because the database was damaged: it has other stores than its version; it starts again",
      ),
    );
  /** Twice where that may help. The time before a transaction may begin is none that it takes. */
  const tried = async <Result>(action: () => Promise<Result>, isLast = false): Promise<Result> => {
    await mayBegin();
    return inTime(action()).catch((cause: unknown) => {
      if (isLast || !isWorthAnotherTry(cause)) throw cause;
      return tried(action, true);
    });
  };
  /** False where the browser has no storage for this page: then nothing can be there. */
  let mayHoldSomething = true;
  try {
    current = await tried(() => openIndexedRecords(onSetAside));
  } catch (cause) {
    mayHoldSomething = !isRefusal(cause);
    fallBack(cause);
  }
  const guarded = async <Result>(action: (records: Records) => Promise<Result>): Promise<Result> => {
    try {
      return await tried(() => action(current));
    } catch (cause) {
      fallBack(cause);
      return action(current);
    }
  };
  return {
    get storage() {
      return current.storage;
    },
    get: (kind, key) => guarded((records) => records.get(kind, key)),
    getMany: (kind, keys) => guarded((records) => records.getMany(kind, keys)),
    getAll: (kind) => guarded((records) => records.getAll(kind)),
    keys: (kind) => guarded((records) => records.keys(kind)),
    write: (changes) => guarded((records) => records.write(changes)),
    erase: async () => {
      await current.erase();
      // What was stored before storage failed must go too.
      if (hasFailed && mayHoldSomething) await eraseDatabase();
    },
    close: () => current.close(),
  };
}

/**
 * Whether a browser keeps nothing for this page, in a private window say. A database of a later version, one that could not be brought up or
 * read, or that did not answer, is there all the same.
 */
function isRefusal(cause: unknown): boolean {
  const isDenied = cause instanceof DOMException && DENIALS.includes(cause.name);
  return isDenied || typeof indexedDB === "undefined";
}

const DENIALS: readonly string[] = ["SecurityError", "InvalidStateError"];

async function inTime<Result>(answer: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const message = `no answer within ${TRANSACTION_TIMEOUT_MS / 1_000} s`;
    timer = setTimeout(() => reject(new DOMException(message, "TimeoutError")), TRANSACTION_TIMEOUT_MS);
  });
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
