/**
 * Whether this build has the code for uploads in two parts. The worker that is one file has not, as it would be a seventh larger for every
 * page: there no-split.ts is in this file's place, and no release has terms of splitting that it knows.
 */
export const MAY_SPLIT: boolean = true;
