/**
 * How far a report of a split round is, in the column that has the bucket of others: as it came, or checked, when the file is what counts
 * in the sum, which by itself is as good as chance.
 */
export const AS_IT_CAME = 0;
export const CHECKED = 1;
