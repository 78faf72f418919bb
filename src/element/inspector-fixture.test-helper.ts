import { RankError } from "../base/errors.ts";
import type { RankedItem, Ranking } from "../ranking/ranking.ts";
import type { Timeline, WhatIf } from "../worker/hypothetical.ts";
import type { Inspection, StoredEvent } from "../worker/protocol.ts";
import type { SpeedReport } from "../worker/speed-report.ts";
import { type ExposureReport, exposureReport } from "../ranking/exposure-report.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import { addExposure, exposureOf, initExposure, ruleUseBy } from "../ranking/exposure-sums.ts";
import type { RankHandle } from "../page/rank-handle.ts";

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
      facts: likes ? 0.04 : -0.01,
      media: 0,
    };
    const personal = generation > 0 ? Object.values(groups).reduce((sum, value) => sum + value, 0) : 0;
    const parts = {
      shop: 1.4 - shopIndex * 0.09,
      global: Math.sin(shopIndex) * 0.25,
      personal,
      groups:
        generation > 0
          ? groups
          : {
              text: 0,
              match: 0,
              history: 0,
              price: 0,
              brand: 0,
              attributes: 0,
              intercept: 0,
              facts: 0,
              media: 0,
            },
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
    encoder: {
      backend: "wasm",
      why: "a page takes 42 ms on the GPU and 31 ms on the CPU",
      verdict: { wasm: { queryMs: 4, batchMs: 9 }, webgpu: { queryMs: 6, batchMs: 12 } },
    },
    learner: "bayes",
    guard: {
      lambda: 0.8,
      mostLambda: 4,
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
      localSigma: 0,
      baseVersion: 2,
    },
    outbox: [{ key: "2026-11-24 delta on 2", bytes: 412, baseVersion: 2 }],
    sent: { atMs: [1_763_000_000_000], most: 12, days: 90 },
    lastSent: { atMs: 1_763_000_001_000, bytes: Uint8Array.of(0xca, 0xfe) },
    privacy: {
      noiseMultiplier: 6,
      localSigma: 0,
      delta: 1e-8,
      spent: 0.88,
      withNext: 1.27,
      serverSpent: Infinity,
      serverWithNext: Infinity,
    },
    monitor: {
      bytes: Uint8Array.of(1, 1, 2),
      field: "first_ranking",
      value: "within_2s",
      noted: {
        first_ranking: "within_2s",
        learning: "within_50ms",
        drift: "not_found",
        failure: "none",
        backend: "wasm",
      },
      epsilon: 2,
      dueAtMs: 1_764_300_000_000,
      sent: { atMs: [1_755_000_000_000, 1_763_000_000_000, 1_763_700_000_000], most: 12, days: 90 },
      lastBytes: Uint8Array.of(1, 0, 1),
    },
    speed: speedFixture(),
  };
}

/** The first order loads the model; two later ones follow clicks, one of them too late. For tests. */
function speedFixture(): SpeedReport {
  const took = [612, 31, 22, 26, 19, 24];
  const lessons = [null, 41, null, 63, null, null];
  return {
    orders: took.map((totalMs, at) => ({
      rankingId: `r${at}`,
      atMs: 1_764_000_000_000 + at * 7_000,
      cards: 18,
      totalMs,
      lessonMs: lessons[at],
      readMs: 2,
      answerMs: totalMs - 3,
      frameworkMs: 0,
      moveMs: 1,
      pageHeapBytes: 11_000_000 + ((at * 3) % 4) * 1_700_000,
    })),
    rankings: took.map((totalMs, at) => ({
      rankingId: `r${at}`,
      backend: "wasm",
      totalMs: totalMs - 5,
      openMs: at === 0 ? 320 : 0,
      encodeMs: at === 0 ? 240 : 0,
      encodedTexts: at === 0 ? 19 : 0,
      serverMs: at === 0 ? 12 : 0,
      encoderBytes: 8_900_000 + Math.min(at, 2) * 130_000,
    })),
  };
}

/** Two lists of three lamps, under a brand cap. For tests. */
function exposureFixture(): ExposureReport {
  const cards = [
    { brand: "Alva", seller: "North" },
    { brand: "Alva", seller: "North" },
    { brand: "Sund", seller: "South", isNew: true },
  ];
  const ruleUse = ruleUseBy((name) => ({ bound: Number(name === "brandCap"), broken: 0, shop: 1 }));
  const rules = { ...NO_RULES, brandCap: { most: 1, window: 2 } };
  const lists = [
    [2, 0, 1],
    [0, 2, 1],
  ].map((order) => exposureOf(cards, order, ruleUse));
  return exposureReport(lists.reduce(addExposure, initExposure()), rules);
}

/** Without the newer click the 14th lamp has .8 less; without everything the shop's order is left. For tests. */
function whatIfFixture(generation: number, without: readonly string[]): WhatIf {
  const { items, ...rest } = rankingFixture(generation);
  const scored = items.map((item) => ({
    ...item,
    score: item.score - (without.includes("e2") && item.id === "lamp-14" ? 0.8 : 0),
  }));
  const ordered =
    without.length > 1
      ? scored.toSorted((a, b) => a.shopIndex - b.shopIndex)
      : without.includes("e2")
        ? scored.toSorted((a, b) => b.score - a.score)
        : scored;
  return {
    ranking: { ...rest, items: ordered.map((item, at) => ({ ...item, position: at + 1 })) },
    deviations: items.map(() => 0.25),
    events: without.length,
  };
}

/** One lesson a generation, each of which takes the first item to the end. For tests. */
export function timelineFixture(generations: number): Timeline {
  const itemIds = Array.from({ length: 18 }, (_, at) => `lamp-${at + 1}`);
  return {
    itemIds,
    steps: Array.from({ length: generations + 1 }, (_, generation) => ({
      generation,
      atMs: generation === 0 ? null : 1_764_000_000_000 + generation * 60_000,
      events: generation === 0 ? [] : [{ type: "click", itemId: "lamp-3", eventId: `e${generation}` }],
      order: itemIds.map((_, place) => (place + generation) % 18),
      lambda: 0.6,
      trust: 1,
      losses: generation === 0 ? [] : [{ base: 3, personal: 3 - generation / 10, choices: 1 }],
    })),
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
    rankings: [rankingFixture(generation)],
    candidateOf: (id) => {
      if (!id.startsWith("lamp-")) return { id, title: `The tag's ${id}` };
      const brand = document.querySelector<HTMLElement>(`[data-id="${id}"]`)?.dataset["brand"];
      return brand === undefined ? null : { id, title: id, brand };
    },
    isOn: true,
    turn: (isOn) => void asked.push(`turn ${isOn ? "on" : "off"}`),
    feedback: { chosen: () => undefined, shown: () => undefined, acted: () => undefined },
    inspect: async () => inspectionFixture(),
    exposure: async () => exposureFixture(),
    whatIf: async (changes) => {
      asked.push(`what if ${JSON.stringify(changes)}`);
      return whatIfFixture(generation, changes.without ?? []);
    },
    timeline: async () => timelineFixture(generation),
    replayPersona: async (liked, listId) => {
      asked.push(`persona ${liked.join()} of ${listId}`);
      return timelineFixture(liked.length);
    },
    exportState: async () => {
      asked.push("export");
      const head = { format: "personal-rank-state", schemaVersion: 9, layout: "phi-3" } as const;
      return { ...head, checksum: 1, records: { events: [] } };
    },
    importState: async (json) => {
      asked.push(`import ${JSON.stringify(json)}`);
      if ("text" in json) throw new RankError("protocol", "it is something else");
      return { generation: 5, events: 12 };
    },
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
