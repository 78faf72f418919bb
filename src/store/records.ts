import type { RecordKind, RecordKinds } from "./schema.ts";

/** One change; a list of them is written in one transaction: all or none. */
export type Change = {
  [Kind in RecordKind]:
    | { readonly type: "put"; readonly kind: Kind; readonly record: RecordKinds[Kind] }
    | { readonly type: "delete"; readonly kind: Kind; readonly key: string };
}[RecordKind];

/** Where records live: IndexedDB, or memory when the browser refuses it. Both keep the same promises. */
export interface Records {
  readonly storage: "indexeddb" | "memory";
  get<Kind extends RecordKind>(kind: Kind, key: string): Promise<RecordKinds[Kind] | undefined>;
  /** In the order of `keys`. */
  getMany<Kind extends RecordKind>(
    kind: Kind,
    keys: readonly string[],
  ): Promise<(RecordKinds[Kind] | undefined)[]>;
  getAll<Kind extends RecordKind>(kind: Kind): Promise<RecordKinds[Kind][]>;
  /** Every key, in ascending order. */
  keys(kind: RecordKind): Promise<string[]>;
  write(changes: readonly Change[]): Promise<void>;
  /** Removes every record; nothing of the visitor is left. */
  erase(): Promise<void>;
  close(): void;
}
