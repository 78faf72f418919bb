import { DATABASE_NAME } from "../base/database-name.ts";
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { bringUp, type Upgrade } from "./bring-up.ts";
import { eraseDatabase } from "./erase-database.ts";
import { isWorthAnotherTry } from "./is-worth-another-try.ts";
import type { Change, Records } from "./records.ts";
import { SCHEMA_VERSION, type RecordKind, type RecordKinds } from "./schema.ts";
import { storesOf } from "./stores-of.ts";

type Schema = DBSchema & {
  [Kind in keyof RecordKinds]: { key: string; value: RecordKinds[Kind] };
};

/**
 * Opens the visitor's database, bringing it to the current schema.
 *
 * A tab that holds an older version closes its handle when a newer one asks (`versionchange`), so upgrades are not
 * blocked by us; a handle that the browser closed is reopened by the next call. A database
 * that has other stores than its version is begun anew: it would never be of use again. One that cannot be brought to the current schema
 * for any other reason is left as it is: a disk may read the next time what it cannot read now, and a later release what this one cannot.
 *
 * What comes after a failure has a new connection: a browser may lose its own (WebKit does, without a word), and every transaction on that
 * one fails from then on. Trying again is the caller's, see {@link isWorthAnotherTry}: a read is the same twice, and a write puts and deletes
 * by key, all or nothing.
 *
 * @param onSetAside Told if what was stored had to go, as it had other stores than its version.
 * @throws Whatever the browser refuses with: `SecurityError`, `InvalidStateError`, `VersionError`, `QuotaExceededError`.
 */
export async function openIndexedRecords(onSetAside: () => void = () => undefined): Promise<Records> {
  type Handle = IDBPDatabase<Schema>;
  let open: Promise<Handle> | null = null;
  const forget = (opened: Promise<Handle>): void => {
    if (open === opened) open = null;
  };
  const database = (): Promise<Handle> => {
    if (open !== null) return open;
    const opening: Promise<Handle> = openWhole(onSetAside, () => forget(opening));
    opening.catch(() => forget(opening)); // the next call tries again
    open = opening;
    return opening;
  };
  const within = async <Result>(action: (handle: Handle) => Promise<Result>): Promise<Result> => {
    const opened = database();
    try {
      return await action(await opened);
    } catch (cause) {
      if (isWorthAnotherTry(cause)) {
        forget(opened);
        opened.then((handle) => handle.close()).catch(() => undefined); // what was not opened need not be closed
      }
      throw cause;
    }
  };
  await within(() => Promise.resolve());
  return {
    storage: "indexeddb",
    // idb cannot relate a generic store name to its value type; `write` put only records of that kind there.
    get: <Kind extends RecordKind>(kind: Kind, key: string) =>
      within((handle) => handle.get(kind, key) as Promise<RecordKinds[Kind] | undefined>),
    getMany: <Kind extends RecordKind>(kind: Kind, keys: readonly string[]) =>
      within(async (handle) => {
        const { store } = handle.transaction(kind);
        return Promise.all(keys.map((key) => store.get(key) as Promise<RecordKinds[Kind] | undefined>));
      }),
    getAll: <Kind extends RecordKind>(kind: Kind) =>
      within((handle) => handle.getAll(kind) as Promise<RecordKinds[Kind][]>),
    keys: (kind) => within((handle) => handle.getAllKeys(kind)),
    write: async (changes) => {
      if (changes.length > 0) await within((handle) => writeAll(handle, changes));
    },
    erase: async () => {
      (await database()).close();
      open = null;
      await eraseDatabase();
    },
    close: () => {
      open?.then((handle) => handle.close()).catch(() => undefined); // what was not opened need not be closed
      open = null;
    },
  };
}

async function writeAll(handle: IDBPDatabase<Schema>, changes: readonly Change[]): Promise<void> {
  const kinds = [...new Set(changes.map(({ kind }) => kind))];
  const transaction = handle.transaction(kinds, "readwrite");
  // Requests are not awaited one by one: the transaction settles for all of them, or for none.
  const requests: Promise<unknown>[] = [transaction.done];
  try {
    for (const change of changes) {
      const store = transaction.objectStore(change.kind);
      requests.push(change.type === "put" ? store.put(change.record) : store.delete(change.key));
    }
    transaction.commit(); // nothing follows: the browser need not wait to see that
  } catch (thrown) {
    // A value that cannot be stored throws at once, with the requests before it already on their way.
    const settled = Promise.allSettled(requests);
    try {
      transaction.abort();
    } catch {
      // It has ended by itself.
    }
    await settled;
    throw thrown;
  }
  await Promise.all(requests);
}

/** Opens the database, or makes it anew if it is damaged for good. */
async function openWhole(onSetAside: () => void, onLost: () => void): Promise<IDBPDatabase<Schema>> {
  try {
    const database = await openDatabase(onLost);
    if (hasStoresOf(SCHEMA_VERSION, database)) return database;
    database.close();
  } catch (cause) {
    if (!(cause instanceof OtherStores)) throw cause;
  }
  await eraseDatabase();
  const database = await openDatabase(onLost);
  onSetAside();
  return database;
}

/** That a database is not as any version left it. */
class OtherStores extends Error {}

function hasStoresOf(version: number, { objectStoreNames }: Pick<IDBDatabase, "objectStoreNames">): boolean {
  const wanted = storesOf(version);
  return wanted.every((kind) => objectStoreNames.contains(kind));
}

/** @throws What the upgrade failed with, if it did: the database is then as it was before. */
async function openDatabase(onLost: () => void): Promise<IDBPDatabase<Schema>> {
  let failure: { readonly cause: unknown } | null = null;
  const opening = openDB<Schema>(DATABASE_NAME, SCHEMA_VERSION, {
    async upgrade(database, oldVersion, _newVersion, transaction) {
      try {
        const isAsLeft = database.objectStoreNames.length === storesOf(oldVersion).length;
        if (!isAsLeft || !hasStoresOf(oldVersion, database)) throw new OtherStores();
        await bringUp(database as unknown as IDBPDatabase, oldVersion, transaction as unknown as Upgrade);
      } catch (cause) {
        // Left alone it would commit what it has so far, as if that were all.
        failure = { cause };
        transaction.done.catch(() => undefined); // opening fails with it
        try {
          transaction.abort();
        } catch {
          // It has ended already.
        }
      }
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close(); // the event's target is the handle that blocks
      onLost();
    },
    terminated: onLost,
  });
  try {
    return await opening;
  } catch (thrown) {
    throw (failure as { readonly cause: unknown } | null)?.cause ?? thrown;
  }
}
