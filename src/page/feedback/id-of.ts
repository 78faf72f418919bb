const MAX_CHARACTERS = 600;

/** An item's id as scripts of a page write it; null for what is none. Numbers count. */
export function idOf(given: unknown): string | null {
  const text = typeof given === "number" ? String(given) : typeof given === "string" ? given.trim() : "";
  return text === "" || text.length > MAX_CHARACTERS ? null : text;
}
