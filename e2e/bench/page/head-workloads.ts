/** What the head's workers are timed on. */
export const ADAMW = "AdamW step 512-64-1, batch 32";
export const BAYES = "Bayesian update of a page of 24, rank 64";

export const HEAD_SIZES = { inner: 512, hidden: 64, batch: 32, page: 24, rank: 64 } as const;
