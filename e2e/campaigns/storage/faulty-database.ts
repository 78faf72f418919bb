/** What goes wrong with the database, see {@link installFaults}. */
export interface FaultPlan {
  readonly kind: FaultKind | "none";
  /** 0-based number of the operation that it happens to; in the kinds that last, the first one. */
  readonly at: number;
  /** Operations that earlier workers of the same journey have counted. */
  readonly first: number;
}

/** Once: at one operation. */
export const ONCE = [
  "throws", // the call throws
  "fails", // the request fails, as at a disk that cannot be read, and its transaction with it
  "aborts", // the transaction is aborted
  "closes", // the connection is closed without an event, as WebKit does when it loses its server
  "closes-told", // the same, with the event
  "deletes", // somebody deletes the database
] as const;
/** From one operation on. */
export const LASTING = ["all-fail", "disk-full"] as const;
export const HANGS = ["hangs"] as const; // no answer, ever: a test of it takes ten seconds
export type FaultKind = (typeof ONCE)[number] | (typeof LASTING)[number] | (typeof HANGS)[number];

/** What a worker answers when it is asked what it has counted. */
export interface FaultReport {
  /** Names of the operations so far, in order. */
  readonly operations: readonly string[];
  readonly hasHappened: boolean;
}

/**
 * Counts every operation on IndexedDB in a worker, and has one of them go wrong, as the browser would have it: at the browser's own
 * interface, before the worker's bundle is loaded. Sent to the worker as text: it may refer to nothing outside.
 */
export function installFaults(): void {
  const given = new URL(location.href).searchParams.get("plan");
  const plan = (given === null ? { kind: "none", at: 0, first: 0 } : JSON.parse(given)) as FaultPlan;
  const operations: string[] = [];
  let hasHappened = false;

  self.addEventListener("message", (event: MessageEvent<{ type?: string }>) => {
    if (event.data.type !== "count-operations") return;
    event.stopImmediatePropagation(); // not for the product
    self.postMessage({ type: "operations", report: { operations, hasHappened } });
  });

  // Warnings wait for a page that is about to go; here nobody does.
  const LEAVING_MS = 1_000;
  const setTimeoutOf = self.setTimeout.bind(self) as (action: () => void, delayMs?: number) => number;
  Object.assign(self, {
    setTimeout: (action: () => void, delayMs?: number) =>
      setTimeoutOf(action, delayMs === LEAVING_MS ? 0 : delayMs),
  });

  const isLasting = plan.kind === "all-fail" || plan.kind === "disk-full";
  const now = (name: string): boolean => {
    const number = plan.first + operations.length;
    operations.push(name);
    if (plan.kind === "none" || number < plan.at || (!isLasting && number > plan.at)) return false;
    hasHappened = true;
    return true;
  };
  const reason = (name: string): DOMException =>
    new DOMException("injected", name === "commit" ? "QuotaExceededError" : "UnknownError");

  const deleteFactory = Object.getOwnPropertyDescriptor(IDBFactory.prototype, "deleteDatabase")!.value as (
    this: IDBFactory,
    name: string,
  ) => IDBOpenDBRequest;
  const abortOf = (transaction: IDBTransaction, error: DOMException): void => {
    Object.defineProperty(transaction, "error", { get: () => error });
    try {
      transaction.abort();
    } catch {
      // it had ended before
    }
  };
  /** The request is made, and its answer is put in the place of. */
  const fail = (request: IDBRequest, error: DOMException): void => {
    Object.defineProperty(request, "error", { get: () => error });
    request.addEventListener("success", (event) => {
      event.stopImmediatePropagation();
      if (request.result instanceof IDBDatabase) request.result.close();
      const transaction = request.transaction;
      request.dispatchEvent(new Event("error", { bubbles: true, cancelable: true }));
      if (transaction !== null) abortOf(transaction, error);
    });
  };
  const hang = (request: IDBRequest): void =>
    request.addEventListener("success", (event) => event.stopImmediatePropagation());
  /** What the fault is about, for one call; answers what the caller gets. */
  const go = (
    name: string,
    database: () => IDBDatabase | null,
    transaction: () => IDBTransaction | null,
    call: () => unknown,
  ): unknown => {
    if (!now(name)) return call();
    const error = reason(name);
    const asked = (result: unknown, how: (request: IDBRequest) => void): unknown => {
      if (result instanceof IDBRequest) how(result);
      return result;
    };
    switch (plan.kind) {
      case "throws":
        throw error;
      case "hangs":
        if (name === "commit") return undefined; // never asked for: the browser commits by itself
        return asked(call(), hang);
      case "fails":
      case "all-fail":
        if (name === "transaction") throw new DOMException("injected", "InvalidStateError");
        if (name === "commit") return abortOf(transaction()!, error);
        if (name.endsWith("ObjectStore")) throw error;
        return asked(call(), (request) => fail(request, error));
      case "aborts": {
        const result = call();
        const within = result instanceof IDBTransaction ? result : transaction();
        if (within === null) return asked(result, (request) => fail(request, error));
        abortOf(within, new DOMException("injected", "AbortError"));
        return result;
      }
      case "disk-full":
        if (name === "commit") return abortOf(transaction()!, error);
        return call();
      case "closes":
      case "closes-told": {
        const handle = database();
        if (handle === null) return call();
        handle.close();
        if (plan.kind === "closes-told") handle.dispatchEvent(new Event("close"));
        return call();
      }
      case "deletes":
        deleteFactory.call(indexedDB, "personal-rank");
        return call();
      case "none":
        return call();
    }
  };
  type Patched = Record<string, (this: unknown, ...given: unknown[]) => unknown>;
  const patch = (
    target: object,
    names: readonly string[],
    of: (self: never) => { database: IDBDatabase | null; transaction: IDBTransaction | null },
  ): void => {
    for (const name of names) {
      const original = (target as Patched)[name];
      (target as Patched)[name] = function (...given) {
        // The factory's requests have neither.
        return go(
          name,
          () => of(this as never).database,
          () => of(this as never).transaction,
          () => original.apply(this, given),
        );
      };
    }
  };
  patch(IDBFactory.prototype, ["open", "deleteDatabase"], () => ({ database: null, transaction: null }));
  patch(IDBDatabase.prototype, ["transaction"], (database: IDBDatabase) => ({ database, transaction: null }));
  patch(IDBTransaction.prototype, ["commit"], (transaction: IDBTransaction) => ({
    database: transaction.db,
    transaction,
  }));
  const reads = ["get", "getAll", "getAllKeys", "count"];
  patch(
    IDBObjectStore.prototype,
    [...reads, "put", "delete", "clear"],
    ({ transaction }: IDBObjectStore) => ({
      database: transaction.db,
      transaction,
    }),
  );
  patch(IDBDatabase.prototype, ["createObjectStore", "deleteObjectStore"], (database: IDBDatabase) => ({
    database,
    transaction: null,
  }));
}
