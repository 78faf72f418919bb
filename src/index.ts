import { PersonalRankElement } from "./element/personal-rank.ts";
import { serveScriptTag } from "./element/script-tag.ts";

export type { FailureReason } from "./base/errors.ts";
export type { ActionDetail } from "./page/feedback/observe-actions.ts";
export type { FeedbackSink } from "./page/feedback/feedback-sink.ts";
export type { Forgettable, RankHandle, TagState } from "./page/rank-handle.ts";
export type { ErrorDetail } from "./page/report.ts";
export type { Candidate } from "./ranking/candidate.ts";
export type { ExposureReport } from "./ranking/exposure-report.ts";
export type { Action } from "./ranking/interaction.ts";
export type { RankedItem, Ranking, ScoreParts } from "./ranking/ranking.ts";
export type { ExportedState, Imported } from "./worker/exported-state.ts";
export type { Timeline, WhatIf } from "./worker/hypothetical.ts";
export type { Forgotten, Inspection, Learned, Shared, Started } from "./worker/protocol.ts";
export { PersonalRankElement };

// A page that loads the script twice, or two versions of it, keeps the first. Another library's element of this name is in nobody's way.
const taken = customElements.get("personal-rank");
if (taken !== undefined && "rankings" in taken.prototype) {
  console.warn(
    "personal-rank: This page loads the script twice, or two versions of it; the first one is used",
  );
} else {
  if (taken === undefined) customElements.define("personal-rank", PersonalRankElement);
  else console.warn("personal-rank: Another library has the element <personal-rank>; use the script tag");
  const handle = serveScriptTag(import.meta.url);
  if (handle !== null) window.personalRank ??= handle;
}
