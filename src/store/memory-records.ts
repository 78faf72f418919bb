import type { Records } from "./records.ts";
import { RECORD_KINDS } from "./schema.ts";

/** Records that last as long as the worker: for browsers that refuse IndexedDB. Values are copied in and out. */
export function memoryRecords(): Records {
  const stores = new Map(RECORD_KINDS.map((kind) => [kind, new Map<string, unknown>()]));
  const read = (kind: string, key: string): never =>
    structuredClone(stores.get(kind as "head")!.get(key)) as never; // `write` put a record of this kind there
  return {
    storage: "memory",
    get: (kind, key) => Promise.resolve(read(kind, key)),
    getMany: (kind, keys) => Promise.resolve(keys.map((key) => read(kind, key))),
    getAll: (kind) => Promise.resolve([...stores.get(kind)!.keys()].map((key) => read(kind, key))),
    keys: (kind) => Promise.resolve([...stores.get(kind)!.keys()].sort()),
    write: (changes) => {
      const copies = structuredClone(changes);
      for (const change of copies) {
        if (change.type === "put") stores.get(change.kind)!.set(change.record.key, change.record);
        else stores.get(change.kind)!.delete(change.key);
      }
      return Promise.resolve();
    },
    erase: () => {
      for (const store of stores.values()) store.clear();
      return Promise.resolve();
    },
    close: () => undefined,
  };
}
