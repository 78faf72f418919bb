/** What is true on a device since its last report. The names and values are labels of the server's metrics. */
export interface QualityFacts {
  /** Whose order did better on the pages that were compared. */
  readonly comparison: "undecided" | "personal" | "shop";
  /** The newest first ranking of a page, with loading the model. */
  readonly first_ranking: "none" | "within_500ms" | "within_2s" | "over_2s";
  /** The newest update of the head, with storing it. */
  readonly learning: "none" | "within_50ms" | "within_200ms" | "over_200ms";
  /** Whether the guard found that the visitor's taste moves away from what was learned. */
  readonly drift: "not_found" | "found";
  /** What failed most often. */
  readonly failure: "none" | "model" | "storage" | "sync" | "other";
  /** Where texts were encoded. */
  readonly backend: "none" | "wasm" | "webgpu";
}

/** One thing that a report may be about. */
export interface QualityField<Name extends keyof QualityFacts = keyof QualityFacts> {
  readonly name: Name;
  /** All that may be said of it; their order is part of the wire format. */
  readonly values: readonly QualityFacts[Name][];
  /** Of ten reports, how many are about it. */
  readonly draws: number;
}

/**
 * In the order of the wire format. Half of all reports are about the comparison of orders: what it says is worth most, and takes
 * most reports to be seen.
 */
export const QUALITY_FIELDS: readonly QualityField[] = [
  { name: "comparison", values: ["undecided", "personal", "shop"], draws: 5 },
  { name: "first_ranking", values: ["none", "within_500ms", "within_2s", "over_2s"], draws: 1 },
  { name: "learning", values: ["none", "within_50ms", "within_200ms", "over_200ms"], draws: 1 },
  { name: "drift", values: ["not_found", "found"], draws: 1 },
  { name: "failure", values: ["none", "model", "storage", "sync", "other"], draws: 1 },
  { name: "backend", values: ["none", "wasm", "webgpu"], draws: 1 },
];
