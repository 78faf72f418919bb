import type { makeSplitReport as make } from "./make-split-report.ts";

/** In the place of make-split-report.ts where the worker is one file, and knows no terms to make one by: see no-split-terms.ts. */
export const makeSplitReport: typeof make = () => Promise.reject(new Error("No code to split an upload"));
