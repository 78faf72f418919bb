/** A text without halves of characters, which stand in no address: a cut may leave one at its end, and a file may name one. */
export function wholeCharacters(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "");
}
