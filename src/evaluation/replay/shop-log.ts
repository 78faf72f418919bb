/** What one shopper bought, oldest first; each item once, at its first purchase. */
export interface Shopper {
  readonly id: string;
  readonly purchases: readonly Purchase[];
}

/** One purchase. */
export interface Purchase {
  /** Index into the log's titles. */
  readonly item: number;
  /** When, at the log's own resolution: whole days in some logs. Purchases at one moment have no order. */
  readonly atMs: number;
}

/** The purchases of one shop. */
export interface ShopLog {
  readonly name: string;
  /** [n]: plain text. */
  readonly titles: readonly string[];
  /** [n], in the shop's currency; null if the log has none. */
  readonly prices: readonly number[] | null;
  readonly shoppers: readonly Shopper[];
}

/** Makes purchases a history: by time, then by item, each item at its first purchase only. */
export function firstPurchases(purchases: readonly Purchase[]): Purchase[] {
  const first = new Map<number, Purchase>();
  const sorted = [...purchases].sort((a, b) => a.atMs - b.atMs || a.item - b.item);
  for (const purchase of sorted) if (!first.has(purchase.item)) first.set(purchase.item, purchase);
  return [...first.values()];
}
