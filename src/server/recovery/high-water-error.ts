/** The high-water mark cannot be written: whoever needs it there must not go on. */
export class HighWaterError extends Error {}
