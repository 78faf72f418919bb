/** Collects items for a moment, so that many share one commit. */
export interface GroupCommit<Item, Result> {
  /** Settles with the item's result once its group is committed; rejects if the commit threw. */
  add(item: Item): Promise<Result>;
  /** Commits at once what waits. */
  flush(): void;
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
 * Groups items that come within 2 ms into one call of `commit`.
 *
 * @param commit Gives one result per item, in order, or throws for all of them.
 */
export function createGroupCommit<Item, Result>(
  commit: (items: readonly Item[]) => readonly Result[],
): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    if (group.length === 0) return;
    waiting = [];
    try {
      const results = commit(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => resolve(results[index]));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (waiting.length >= MAX_ITEMS) flush();
        else timer ??= setTimeout(flush, WINDOW_MS);
      }),
    flush,
  };
}
