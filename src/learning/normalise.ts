/** One form of a text for all the ways in which shops write it. */
export function normalise(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}
