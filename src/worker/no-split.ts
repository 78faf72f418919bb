/** In the place of may-split.ts in the worker that is one file: nothing is made or sent there where a server takes uploads in two parts. */
export const MAY_SPLIT = false;
