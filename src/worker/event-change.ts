import type { Accepted, Memory } from "../learning/memory.ts";
import type { Change } from "../store/records.ts";
import type { EventRecord, RankingRecord } from "../store/visitor-records.ts";

/** Keeps an event that was taken in, with what is shown of it in the inspector. */
export function eventChange(
  { interaction, rankingId, generation }: Accepted & { readonly generation: Memory["generation"] },
  rankings: ReadonlyMap<string, RankingRecord>,
): Change {
  const ranking = rankings.get(rankingId);
  const index = ranking?.itemIds.indexOf(interaction.itemId) ?? -1;
  const record: EventRecord = {
    key: interaction.eventId,
    // A purchase often comes from a page without the list: what is shown of it is the ranking that led there.
    interaction: { ...interaction, rankingId },
    title: ranking?.titles[index] ?? "",
    position: index + 1,
    generation,
  };
  return { type: "put", kind: "events", record };
}
