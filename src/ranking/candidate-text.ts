import type { Candidate } from "./candidate.ts";

/** What the encoder reads of a card: titles that do not name the brand are read with it. */
export function candidateText({ title, brand }: Candidate): string {
  return brand === undefined || title.toLowerCase().includes(brand.toLowerCase())
    ? title
    : `${brand} ${title}`;
}
