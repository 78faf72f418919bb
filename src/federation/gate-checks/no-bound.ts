/** A bound that nothing exceeds: it turns a check off. Finite, as JSON has no infinity. */
export const NO_BOUND: number = Number.MAX_VALUE;

/** What is allowed, for the words of a check; where the bound is off they say that instead. */
export function boundWords(bound: number, words: string): string {
  return Math.abs(bound) >= NO_BOUND ? "this bound is off" : words;
}
