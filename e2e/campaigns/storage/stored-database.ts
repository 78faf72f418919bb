import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import type { VisitorDriver } from "./visitor-driver.ts";

/** A visitor's whole database. */
export interface StoredDatabase {
  readonly version: number;
  /** Records by the name of their store. */
  readonly stores: Readonly<Record<string, readonly object[]>>;
}

/** Earlier versions of the schema that were ever on the main branch, with a database that the product of that time made. */
export const FROZEN_VERSIONS = [1, 2, 3, 4, 5, 8, 9] as const;

const ARRAYS = { Float32Array, Float64Array, Uint8Array, Uint32Array, Int32Array } as const;
type ArrayName = keyof typeof ARRAYS;

/** The database as the last product of that version has left it, see states/README.md. */
export function frozenDatabase(version: (typeof FROZEN_VERSIONS)[number]): StoredDatabase {
  const file = fileURLToPath(new URL(`states/${version}.json.gz`, import.meta.url));
  return decodeDatabase(readFileSync(file));
}

/** Twins: a database as a file, JSON with its typed arrays in base64. */
export function encodeDatabase(database: StoredDatabase): Buffer {
  const text = JSON.stringify(database, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const { buffer, byteOffset, byteLength } = value;
    return {
      $array: value.constructor.name,
      base64: Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString("base64"),
    };
  });
  return gzipSync(text, { level: 9 });
}

function decodeDatabase(file: Buffer): StoredDatabase {
  return JSON.parse(gunzipSync(file).toString(), (_, value: unknown) => {
    const { $array, base64 } = (value ?? {}) as { $array?: ArrayName; base64?: string };
    if ($array === undefined) return value;
    const bytes = Buffer.from(base64!, "base64"); // of the encoder above
    return new ARRAYS[$array](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }) as StoredDatabase;
}

/** Puts a database in the place of what a page's browser has. */
export async function restore(driver: VisitorDriver, database: StoredDatabase): Promise<void> {
  await driver.erase();
  await driver.page.evaluate(async ({ version, stores }) => {
    const opening = indexedDB.open("personal-rank", version);
    await new Promise<void>((resolve, reject) => {
      opening.addEventListener("upgradeneeded", () => {
        for (const kind of Object.keys(stores)) opening.result.createObjectStore(kind, { keyPath: "key" });
      });
      opening.addEventListener("success", () => resolve());
      opening.addEventListener("error", () => reject(opening.error!));
    });
    const kinds = Object.keys(stores);
    const transaction = opening.result.transaction(kinds, "readwrite");
    for (const kind of kinds) for (const record of stores[kind]) transaction.objectStore(kind).put(record);
    await new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error!));
    });
    opening.result.close();
  }, database);
}
