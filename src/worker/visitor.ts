import { RankError } from "../base/errors.ts";
import { feedbackFrom } from "../learning/feedback.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { addToHistory, type EngagedItem } from "../learning/history.ts";
import { initialHead } from "../learning/initial-head.ts";
import { type HeadState, initHead, rebaseHead, updateHead } from "../learning/personal-head.ts";
import { DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import type { Interaction } from "../ranking/interaction.ts";
import { sealHead, unsealHead } from "../store/head-seal.ts";
import type { Change } from "../store/records.ts";
import type {
  EventRecord,
  GlobalHeadRecord,
  HeadRecord,
  HistoryRecord,
  RankingRecord,
} from "../store/schema.ts";
import type { Platform } from "./platform.ts";
import type { Learned } from "./protocol.ts";

/** The two heads as they are now. */
export interface Heads {
  readonly global: GlobalHeadRecord;
  /** Offset, generation and the version of the global head it is relative to. */
  readonly personal: Pick<HeadRecord, "state" | "generation" | "headVersion" | "modelId">;
}

/** What is known of this visitor: the heads, and what they were learned from. */
export interface Visitor {
  /** Reads the heads anew, since another tab may have learned meanwhile. `modelId` null takes whatever is stored. */
  heads(modelId: string | null): Promise<Heads>;
  /** What the visitor engaged with, in any tab: distinct items, the newest last. */
  history(): Promise<readonly EngagedItem[]>;
  /** Learns from interactions with rankings that were shown; each event counts once, whichever tab or page saw it. */
  learn(interactions: readonly Interaction[]): Promise<Learned>;
  /** Puts a newer global head under the personal one. */
  takeGlobalHead(next: Omit<GlobalHeadRecord, "key" | "layout">): Promise<void>;
}

const MAX_EVENTS = 2_000;

/** @see Visitor */
export function visitor(platform: Platform, learner: HeadState["type"]): Visitor {
  const { records, exclusively, warn } = platform;

  const readHeads = async (modelId: string | null): Promise<Heads> => {
    const global = usableGlobal(await records.get("global", "global"));
    const stored = await records.get("head", "personal");
    const fresh = {
      state: initHead(learner),
      generation: 0,
      headVersion: global.version,
      modelId: modelId ?? "",
    };
    if (stored === undefined) return { global, personal: fresh };
    const checked = unsealHead(stored, { modelId: modelId ?? stored.modelId, learner });
    if ("refusedBecause" in checked) {
      warn(
        new RankError(
          "storage-failed",
          `Cannot use the stored personal head because ${checked.refusedBecause}; it starts again from the global head`,
        ),
      );
      return { global, personal: fresh };
    }
    return { global, personal: checked };
  };

  const readHistory = async (): Promise<readonly EngagedItem[]> =>
    usableHistory(await records.get("history", "history"));

  const learnExclusively = async (interactions: readonly Interaction[]): Promise<Learned> => {
    const known = await records.getMany(
      "events",
      interactions.map(({ eventId }) => eventId),
    );
    const unseen = interactions.filter((_, at) => known[at] === undefined);
    const fresh = unseen.filter(
      ({ eventId }, at) => unseen.findIndex((other) => other.eventId === eventId) === at,
    );
    const rankingIds = [...new Set(fresh.map(({ rankingId }) => rankingId))];
    const rankings = await records.getMany("rankings", rankingIds);
    // A new model starts a new head; a purchase that points back to a ranking of the old one must not undo that.
    const newestKey = (await records.keys("rankings")).at(-1);
    const newest = newestKey === undefined ? undefined : await records.get("rankings", newestKey);
    let heads = await readHeads(newest?.modelId ?? null);
    const historyBefore = await readHistory();
    let history = historyBefore;
    const changes: Change[] = [];
    let updates = 0;
    for (const ranking of rankings) {
      // A ranking that is no longer kept, or of another model, cannot be learned from any more.
      if (
        ranking === undefined ||
        (heads.personal.modelId !== "" && ranking.modelId !== heads.personal.modelId)
      )
        continue;
      const { shown, examples, accepted } = feedbackFrom(
        ranking,
        fresh.filter(({ rankingId }) => rankingId === ranking.id),
      );
      if (examples !== null) {
        const state = updateHead(heads.personal.state, examples);
        if (state !== heads.personal.state) {
          updates++;
          heads = {
            ...heads,
            personal: {
              ...heads.personal,
              modelId: ranking.modelId,
              state,
              generation: heads.personal.generation + 1,
            },
          };
        }
      }
      changes.push({ type: "put", kind: "rankings", record: { ...ranking, ...shown } });
      for (const interaction of accepted) {
        const text = ranking.texts[ranking.itemIds.indexOf(interaction.itemId)];
        history = addToHistory(history, interaction, text);
        changes.push({
          type: "put",
          kind: "events",
          record: eventRecord(interaction, ranking, heads.personal.generation),
        });
      }
    }
    if (history !== historyBefore)
      changes.push({ type: "put", kind: "history", record: { key: "history", items: history } });
    if (updates > 0) changes.push({ type: "put", kind: "head", record: sealHead(heads.personal) });
    const oldest = (await records.keys("events")).slice(0, -MAX_EVENTS);
    for (const key of oldest) changes.push({ type: "delete", kind: "events", key });
    await records.write(changes);
    return { generation: heads.personal.generation, didUpdate: updates > 0 };
  };

  return {
    heads: readHeads,
    history: readHistory,
    learn: (interactions) => exclusively(() => learnExclusively(interactions)),
    takeGlobalHead: (next) =>
      exclusively(async () => {
        const { global, personal } = await readHeads(null);
        if (next.version <= global.version) return;
        const shift = Float64Array.from(next.weights, (weight, at) => weight - global.weights[at]);
        const changes: Change[] = [
          { type: "put", kind: "global", record: { key: "global", layout: FEATURE_LAYOUT, ...next } },
        ];
        if (personal.generation > 0) {
          const rebased = {
            ...personal,
            state: rebaseHead(personal.state, shift),
            headVersion: next.version,
          };
          changes.push({ type: "put", kind: "head", record: sealHead(rebased) });
        }
        await records.write(changes);
      }),
  };
}

/** The stored global head if it fits this version of the product, otherwise the one that ships. */
function usableGlobal(stored: GlobalHeadRecord | undefined): GlobalHeadRecord {
  const isUsable =
    stored?.layout === FEATURE_LAYOUT &&
    stored.weights instanceof Float32Array &&
    stored.weights.length === FEATURE_COUNT &&
    stored.weights.every(Number.isFinite);
  if (isUsable) return stored;
  return {
    key: "global",
    layout: FEATURE_LAYOUT,
    version: 0,
    etag: null,
    weights: initialHead(),
    clipNorm: DEFAULT_CLIP_NORM,
  };
}

/** The stored history without what another script of the page may have put there. */
function usableHistory(stored: HistoryRecord | undefined): readonly EngagedItem[] {
  if (!Array.isArray(stored?.items)) return [];
  return stored.items.filter(
    (item: Partial<EngagedItem> | null) =>
      typeof item?.itemId === "string" &&
      typeof item.text === "string" &&
      Number.isFinite(item.atMs) &&
      typeof item.evidence === "number" &&
      item.evidence > 0 &&
      item.evidence <= 1,
  );
}

function eventRecord(interaction: Interaction, ranking: RankingRecord, generation: number): EventRecord {
  const index = ranking.itemIds.indexOf(interaction.itemId);
  return {
    key: interaction.eventId,
    interaction,
    title: ranking.titles[index] ?? "",
    position: index + 1,
    generation,
  };
}
