import type { Inspection, StoredEvent } from "../worker/protocol.ts";
import type { SpeedReport } from "../worker/speed-report.ts";

/** What a browser holds after three clicks and a cart. For tests. */
export function inspectionFixture(): Inspection {
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
