import { type IDBPDatabase, openDB } from "idb";
import { DATABASE_NAME } from "../base/database-name.ts";
import { RECORD_KINDS } from "./schema.ts";

/** Kinds that came with versions 7, 8 and 9. */
const NEWER = ["exposure", "monitoring", "release"];

/** A database as versions 5 and 6 made it. For tests. */
export function oldDatabase(version: 5 | 6): Promise<IDBPDatabase> {
  return openDB(DATABASE_NAME, version, {
    upgrade(database) {
      for (const kind of RECORD_KINDS)
        if (!NEWER.includes(kind)) database.createObjectStore(kind, { keyPath: "key" });
    },
  });
}
