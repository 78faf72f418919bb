/** What repeated measurements of one thing came to. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** @param values At least one. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, least: sorted[0], greatest: sorted[sorted.length - 1] };
}

/** "3,120 (2,900 to 3,300)". */
export function spreadText({ median, least, greatest }: Spread, digits = 0): string {
  const [middle, low, high] = [median, least, greatest].map((value) =>
    value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits }),
  );
  return `${middle} (${low} to ${high})`;
}
