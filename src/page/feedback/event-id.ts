/**
 * A new random id that sorts by time, so that the oldest records can be found by their keys alone.
 *
 * @param atMs Milliseconds since the Unix epoch.
 * @returns 9 characters of time, then 96 random bits.
 */
export function eventId(atMs: number): string {
  // Not `randomUUID`: it is missing on pages without HTTPS.
  const random = crypto.getRandomValues(new Uint32Array(3));
  return `${atMs.toString(36).padStart(9, "0")}-${Array.from(random, (word) => word.toString(36).padStart(7, "0")).join("")}`;
}
