import type { splitUploads as all } from "./split-uploads.ts";

/** In the place of split-uploads.ts where the worker is one file, and knows no terms to make one by: see no-split-terms.ts. */
export const splitUploads: typeof all = {
  make: () => Promise.reject(new Error("No code to split an upload")),
  send: () => Promise.reject(new Error("No code to split an upload")),
};
