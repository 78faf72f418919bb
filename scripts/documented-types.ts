import type { Member } from "./manifest.ts";
import { readInterface, readTypeAlias } from "./read-types.ts";

/** A type that authors of pages meet. */
export interface DocumentedType {
  readonly name: string;
  readonly description: string;
  /** What it stands for; null for an interface, which has members. */
  readonly text: string | null;
  readonly members: readonly Member[];
}

const INTERFACES = {
  Started: "src/worker/protocol.ts",
  Ranking: "src/ranking/ranking.ts",
  RankedItem: "src/ranking/ranking.ts",
  ScoreParts: "src/ranking/ranking.ts",
  Learned: "src/worker/protocol.ts",
  ErrorDetail: "src/page/report.ts",
  FeedbackSink: "src/page/feedback/feedback-sink.ts",
  ActionDetail: "src/page/feedback/observe-actions.ts",
  Inspection: "src/worker/protocol.ts",
  Shared: "src/worker/protocol.ts",
  Forgotten: "src/worker/protocol.ts",
  ExposureReport: "src/ranking/exposure-report.ts",
} as const;

const ALIASES = {
  TagState: "src/page/rank-handle.ts",
  Forgettable: "src/page/rank-handle.ts",
  FailureReason: "src/base/errors.ts",
  Action: "src/ranking/interaction.ts",
} as const;

/** The types that the reference describes: those of events, and of what a page calls. */
export function documentedTypes(): DocumentedType[] {
  return [
    ...Object.entries(INTERFACES).map(([name, path]) => ({ name, text: null, ...readInterface(path, name) })),
    ...Object.entries(ALIASES).map(([name, path]) => ({ name, members: [], ...readTypeAlias(path, name) })),
  ];
}
