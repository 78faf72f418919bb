/** An item that may be shown: what the page says about one card. Text is plain text, already trimmed and length-capped. */
export interface Candidate {
  /** The shop's own id of the item; unique inside one list. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly brand?: string;
  readonly category?: string;
  /** In the shop's currency, at least 0. */
  readonly price?: number;
  /** Short facts such as "oak" or "wireless". */
  readonly attributes?: readonly string[];
  /** Who sells, publishes or wrote it, where that is not the brand. */
  readonly seller?: string;
  /** The shop says that it is new: it has had no chance yet to be seen. */
  readonly isNew?: boolean;
  /** By name: numbers such as `rating`, and words such as `season`. At most 16; NaN and infinities are left out. */
  readonly facts?: Readonly<Record<string, number | string>>;
  /** The shop's own vector of the item, from its picture or sound say; at most 1024 numbers, all finite. */
  readonly embedding?: readonly number[];
}
