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
}
