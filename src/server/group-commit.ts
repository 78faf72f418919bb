/** Collects items for a moment, so that many share one commit. */
export interface GroupCommit<Item, Result> {
  /** Settles with the item's result once its group is committed; rejects if the commit threw. */
  add(item: Item): Promise<Result>;
  /** Commits what waits; settles when nothing waits or is under way any more. */
  flush(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** An fsync takes about as long; a longer wait would only add latency. */
const WINDOW_MS = 2;
/** Bounds the memory of one group: 256 bodies of 64 KiB are 16 MiB. */
const MAX_ITEMS = 256;

/**
 * Groups items that come within 2 ms, or while the group before is committed, into one call of `commit`.
 *
 * @param commit Gives one result per item, in order, or throws for all of them. One call at a time.
 */
export function createGroupCommit<Item, Result>(
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
): GroupCommit<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | null = null;

  const commitAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting.splice(0, MAX_ITEMS);
      try {
        const results = await commit(group.map(({ item }) => item));
        group.forEach(({ resolve }, index) => resolve(results[index]));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return (underWay ??= commitAll().finally(() => (underWay = null)));
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (waiting.length >= MAX_ITEMS) void flush();
        else timer ??= setTimeout(() => void flush(), WINDOW_MS);
      }),
    flush,
  };
}
