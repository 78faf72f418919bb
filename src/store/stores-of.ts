/** What each version added, in order of the versions. */
const ADDED: readonly (readonly string[])[] = [
  ["head", "global", "rankings", "events", "embeddings", "outbox", "sharing"],
  ["history", "catalogue"],
  ["memory", "log"],
  ["model", "visitor"],
  ["device"],
  [],
  ["exposure"],
  ["monitoring"],
  ["release"],
  [],
];
/** The step to version 3 took it away. */
const GONE_SINCE_3 = "history";

/** The object stores that a version added to the one before. */
export function storesSince(version: number): readonly string[] {
  return ADDED[version - 1];
}

/** The object stores that a database of a version has; none of version 0, which is an empty one. */
export function storesOf(version: number): readonly string[] {
  const added = ADDED.slice(0, version).flat();
  return version < 3 ? added : added.filter((kind) => kind !== GONE_SINCE_3);
}
