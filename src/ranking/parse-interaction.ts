import { type Interaction, isAction } from "./interaction.ts";

const OTHER_TYPES: readonly unknown[] = ["impression", "click", "dwell"];
const MAX_ID_CHARACTERS = 600;

/** Checks an interaction that comes out of storage; null if it is not one. Unknown fields are dropped. */
export function parseInteraction(value: unknown): Interaction | null {
  if (typeof value !== "object" || value === null) return null;
  const { type, eventId, rankingId, itemId, atMs, dwellMs } = value as Partial<Record<string, unknown>>;
  const ids = [eventId, rankingId, itemId];
  const areIds = ids.every((id) => typeof id === "string" && id !== "" && id.length <= MAX_ID_CHARACTERS);
  if (!areIds || !isMilliseconds(atMs)) return null;
  if (!OTHER_TYPES.includes(type) && !isAction(type)) return null;
  if (type === "dwell" && !isMilliseconds(dwellMs)) return null;
  const fields = { type, eventId, rankingId, itemId, atMs };
  return (type === "dwell" ? { ...fields, dwellMs } : fields) as Interaction; // every field was checked above
}

function isMilliseconds(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
