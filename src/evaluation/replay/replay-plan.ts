/** What every replay of real purchases shares: the lists of a shopper depend on it. */

/** Purchases learned from when shoppers are tested. */
export const TEST_AFTER: readonly number[] = [0, 1, 2, 5, 10, 20, 50];
export const REPLAY_SEED = 7;
