/**
 * What a page loads beside the model to order lists, on a device with cores and a GPU. A tag that asks a consent platform or names a
 * server loads a file more, a visitor who opens the inspector another; the one-file builds stand in the place of these.
 */
export const PAGE_SCRIPTS: readonly string[] = [
  "personal-rank.js",
  "personal-rank-session.js",
  "personal-rank-worker.js",
  "personal-rank-batched-encoder.js",
  "personal-rank-encode-worker.js",
  "personal-rank-on-gpu.js",
];
/** Of these, what a device without a GPU does not load. */
export const GPU_SCRIPTS: readonly string[] = ["personal-rank-on-gpu.js"];
