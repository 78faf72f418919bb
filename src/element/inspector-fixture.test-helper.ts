import type { RankedItem, Ranking } from "../ranking/ranking.ts";
import type { Inspection, StoredEvent } from "../worker/protocol.ts";
import type { RankHandle } from "./rank-handle.ts";

const order = [3, 0, 13, 2, 1, 9, 4, 15, 5, 6, 8, 7, 10, 11, 12, 14, 16, 17];

/** A ranking of 18 lamps in which some climbed for their brand; the third card is held. For tests. */
export function rankingFixture(generation: number): Ranking {
  const items = order.map((shopIndex, index): RankedItem => {
    const likes = [3, 13, 9, 15].includes(shopIndex) && generation > 0;
    const groups = {
      text: likes ? 0.35 : -0.04,
      match: 0.02,
      history: likes ? 0.3 : -0.05,
      price: shopIndex % 3 === 0 ? 0.12 : -0.08,
      brand: likes ? 0.9 : -0.1,
      attributes: likes ? 0.2 : 0.03,
      intercept: 0,
    };
    const personal = generation > 0 ? Object.values(groups).reduce((sum, value) => sum + value, 0) : 0;
    const parts = {
      shop: 1.4 - shopIndex * 0.09,
      global: Math.sin(shopIndex) * 0.25,
      personal,
      groups:
        generation > 0
          ? groups
          : { text: 0, match: 0, history: 0, price: 0, brand: 0, attributes: 0, intercept: 0 },
    };
    return {
      id: `lamp-${shopIndex + 1}`,
      shopIndex: generation > 0 ? shopIndex : index,
      position: index + 1,
      score: parts.shop + parts.global + parts.personal,
      propensity: 1 / (index + 1),
      shownPropensity: 1,
      parts,
      isFixed: index === 3,
    };
  });
  return {
    id: "r1",
    listId: "search",
    query: "lamp",
    atMs: 1_764_000_000_000,
    headVersion: 2,
    generation,
    arm: "personal",
    items,
  };
}

/** What a browser holds after three clicks and a cart. For tests. */
function inspectionFixture(): Inspection {
  const types: StoredEvent["type"][] = [
    "cart",
    "dwell",
    "click",
    "impression",
    "click",
    "impression",
    "impression",
  ];
  return {
    started: { backend: "wasm", storage: "indexeddb", headVersion: 2, generation: 3 },
    encoder: { backend: "wasm", why: "the GPU is emulated", verdict: null },
    learner: "bayes",
    guard: {
      lambda: 0.8,
      trust: 0.5,
      isFlagged: false,
      signs: [
        { name: "places", logRatio: 3.5 },
        { name: "dwell", logRatio: -1 },
      ],
      drift: { pages: 12, meanGain: 0.21, loss: 0 },
      learned: 12,
    },
    benefit: {
      verdict: "better",
      wins: 30,
      losses: 6,
      drafts: { mean: 0.5, low: 0.1, high: 0.9 },
      pages: { mean: 0, low: -1, high: 1 },
      views: { personal: 80, heldOut: 0, drafts: 40 },
    },
    offPolicy: {
      pages: 24,
      shown: 0.5,
      base: { clicks: { value: 0.3, low: 0.1, high: 0.5 }, effectivePages: 9 },
      personal: { clicks: { value: 0.55, low: 0.35, high: 0.75 }, effectivePages: 22 },
    },
    events: types.map((type, index) => ({
      eventId: `e${index}`,
      rankingId: "r1",
      type,
      itemId: `lamp-${index + 1}`,
      title: `Alva Table Lamp no. ${index + 1} in Chalk White`,
      position: type === "cart" ? 0 : index + 1,
      atMs: 1_764_000_000_000 - index * 41_000,
      generation: 3 - Math.floor(index / 3),
    })),
    stored: [
      { name: "events", records: 7, bytes: 2140 },
      { name: "embeddings", records: 48, bytes: 49_152 },
      { name: "personal head", records: 1, bytes: 1312 },
    ],
    personalWeights: [
      { group: "text", norm: 0.42 },
      { group: "match", norm: 0.05 },
      { group: "price", norm: 0.21 },
      { group: "brand", norm: 0.96 },
      { group: "attributes", norm: 0.33 },
    ],
    delta: {
      bytes: Uint8Array.from({ length: 412 }, (_, index) => (index * 37 + (index >> 3)) % 256),
      dimensions: 296,
      normBeforeClip: 1.34,
      clipNorm: 1,
      baseVersion: 2,
    },
    outbox: [{ key: "2026-11-24 delta on 2", bytes: 412, baseVersion: 2 }],
  };
}

/** A page's tag that answers from fixtures and counts what it was asked. For tests. */
export function fakeHandle(
  state: RankHandle["state"],
  generation = 3,
): RankHandle & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    state,
    hasList: true,
    ranking: rankingFixture(generation),
    inspect: async () => inspectionFixture(),
    share: async () => {
      asked.push("share");
      return { outcome: "accepted", headVersion: 2 };
    },
    forget: async (what) => {
      asked.push(what === undefined ? "forget" : `forget ${JSON.stringify(what)}`);
      return what === undefined ? null : { generation: generation - 1, events: 1, tooOld: 0 };
    },
    rank: async () => undefined,
  };
}
