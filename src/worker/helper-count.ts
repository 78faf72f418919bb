/** What a browser tells of the machine; null where it does not. */
export interface Machine {
  readonly cores: number;
  /** Rounded by browsers, and at most 8. */
  readonly memoryGiB: number | null;
}

/** More threads than this gain little on lists of a page's length, and phones count cores that are slow. */
const MAX_HELPERS = 3;
/** Share of the memory that copies of the weights may take on all threads together. */
const MEMORY_SHARE = 0.02;
const ASSUMED_MEMORY_GIB = 2;

/**
 * How many threads may help the ranking worker to encode: none on one core; the page's own thread is left a core where there
 * are more than two; and no more copies of the weights than the machine has memory for.
 */
export function helperCount({ cores, memoryGiB }: Machine, weightBytes: number): number {
  const byCores = cores <= 2 ? cores - 1 : Math.min(MAX_HELPERS, cores - 2);
  const budgetBytes = (memoryGiB ?? ASSUMED_MEMORY_GIB) * 2 ** 30 * MEMORY_SHARE;
  const byMemory = Math.floor(budgetBytes / weightBytes) - 1; // one copy is the ranking worker's
  return Math.max(0, Math.min(byCores, byMemory));
}
