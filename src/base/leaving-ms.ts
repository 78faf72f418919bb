/**
 * What did not load is told so long after, in ms, if the page is still there: a browser that leaves a page ends what it is loading,
 * and some (Firefox, WebKit) call that an error.
 */
export const LEAVING_MS = 1_000;
