import type { EventRecord } from "../store/visitor-records.ts";
import type { StoredEvent } from "./protocol.ts";

/** Of what was only seen, and of all else: a list that is scrolled through would leave no room for what was chosen before. */
const MOST_OF_EACH = 200;

/** What the visitor is told of what they did, newest first. */
export function toldEvents(records: readonly EventRecord[]): StoredEvent[] {
  let [seen, done] = [0, 0];
  return records
    .toSorted((a, b) => b.interaction.atMs - a.interaction.atMs)
    .filter(({ interaction }) => (interaction.type === "impression" ? seen++ : done++) < MOST_OF_EACH)
    .map(({ key, interaction, title, position, generation }) => ({
      eventId: key,
      rankingId: interaction.rankingId,
      type: interaction.type,
      itemId: interaction.itemId,
      title,
      position,
      atMs: interaction.atMs,
      generation,
    }));
}
