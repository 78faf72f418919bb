import type { StoredDatabase } from "./stored-database.ts";

/** One field of one record with a value that it never has. */
export interface StateMutation {
  /** For people: store, key and field. */
  readonly what: string;
  readonly database: StoredDatabase;
}

type Path = readonly (string | number)[];
/** In the place of a field: what is missing. */
const MISSING = Symbol("missing");

/** Values by name; a field gets each that is not of its own kind. */
const WRONG: Readonly<Record<string, unknown>> = {
  missing: MISSING,
  null: null,
  NaN: Number.NaN,
  "-1": -1,
  "1e308": 1e308,
  "0.5": 0.5,
  "a text": "x",
  "an empty text": "",
  true: true,
  "an empty list": [],
  "a list of null": [null],
  "an empty object": {},
  "three numbers": Float64Array.of(1, 2, 3),
  bytes: Uint8Array.of(1, 2, 3),
  "a date": new Date(0),
};

/** Every field of every kind of record, with every wrong value: in the order of the stores. */
export function stateMutations(database: StoredDatabase): StateMutation[] {
  return Object.entries(database.stores).flatMap(([kind, records]) =>
    samplesOf(records).flatMap(({ record, at }) =>
      pathsOf(record).flatMap((path) =>
        Object.entries({ ...WRONG, ...likeIt(valueAt(record, path)) }).flatMap(([name, value]) => {
          const changed = changedAt(record, path, value);
          const stores = {
            ...database.stores,
            [kind]: records.map((other, index) => (index === at ? changed : other)),
          };
          const key = (record as { key: string }).key;
          return [{ what: `${kind} ${key} ${path.join(".")}: ${name}`, database: { ...database, stores } }];
        }),
      ),
    ),
  );
}

/** Of records that are alike, the last: what is read first, and most. Entries of the log differ by their type. */
function samplesOf(records: readonly object[]): { readonly record: object; readonly at: number }[] {
  const byShape = new Map<string, { record: object; at: number }>();
  for (const [at, record] of records.entries()) {
    const { entry, key } = record as { entry?: { type?: string }; key: string };
    const isNamed = key === "now" || key === "base" || key === "personal";
    byShape.set(isNamed ? key : (entry?.type ?? "any"), { record, at });
  }
  return [...byShape.values()];
}

/** Of a typed array: as many numbers, but none that is one; and with one that is not. */
function likeIt(value: unknown): Readonly<Record<string, unknown>> {
  if (!(value instanceof Float32Array || value instanceof Float64Array)) return {};
  const one = value.slice();
  one[Math.floor(one.length / 2)] = Number.NaN;
  return { "all NaN": value.slice().fill(Number.NaN), "one NaN": one, "all 1e30": value.slice().fill(1e30) };
}

/** All fields but the key, at any depth; of a list its first entry. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [path];
  const inner: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.slice(0, 1).map((entry: unknown) => [0, entry] as const)
    : Object.entries(value).filter(([name]) => path.length > 0 || name !== "key");
  const paths = inner.flatMap(([name, part]) => pathsOf(part, [...path, name]));
  return path.length === 0 ? paths : [path, ...paths];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, name) => (part as Record<string | number, unknown>)[name], value);
}

function changedAt(value: object, [name, ...rest]: Path, wrong: unknown): object {
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<
    string | number,
    unknown
  >;
  if (rest.length > 0) copy[name] = changedAt(copy[name] as object, rest, wrong);
  else if (wrong === MISSING) delete copy[name];
  else copy[name] = wrong;
  return copy;
}
