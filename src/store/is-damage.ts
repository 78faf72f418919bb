/** What the browser says of stores that are not there, or are there twice. */
const OF_STRUCTURE = ["NotFoundError", "ConstraintError", "DataError"];

/**
 * Whether an upgrade failed for what is in the database, so that it would fail again on every page: our own code met something that
 * it cannot read, or stores are missing. What a disk, a quota or a page that goes away does is none: that may be well the next time.
 */
export function isDamage(cause: unknown): boolean {
  if (!(cause instanceof DOMException)) return cause instanceof Error;
  return OF_STRUCTURE.includes(cause.name);
}
