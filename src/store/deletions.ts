import type { Change } from "./records.ts";
import type { RecordKind } from "./schema.ts";

/** Takes these records away. */
export function deletions(kind: RecordKind, keys: Iterable<string>): Change[] {
  return Array.from(keys, (key) => ({ type: "delete", kind, key }));
}
