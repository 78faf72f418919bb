import type { splitUploads as all } from "./split-uploads.ts";

/** In the place of split-uploads.ts in the worker that is one file, which never asks for it: see may-split.ts. */
export const splitUploads: Partial<typeof all> = {};
