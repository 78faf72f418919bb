import { PersonalRankElement } from "./element/personal-rank.ts";
import { serveScriptTag } from "./element/script-tag.ts";

export type { RankHandle } from "./element/rank-handle.ts";
export type { ErrorDetail } from "./page/report.ts";
export type { ActionDetail } from "./page/observe-actions.ts";
export type { Candidate } from "./ranking/candidate.ts";
export type { RankedItem, Ranking, ScoreParts } from "./ranking/ranking.ts";
export type { Inspection, Learned, Shared, Started } from "./worker/protocol.ts";
export { PersonalRankElement };

// A page that loads the script twice, or two versions of it, keeps the first.
if (customElements.get("personal-rank") === undefined) {
  customElements.define("personal-rank", PersonalRankElement);
  const handle = serveScriptTag(import.meta.url);
  if (handle !== null) window.personalRank ??= handle;
}
