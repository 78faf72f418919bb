import type { RankSession } from "../page/rank-session.ts";

/** What `window.personalRank` offers to the page and to the inspector. */
export type RankHandle = Pick<
  RankSession,
  "state" | "hasList" | "ranking" | "inspect" | "share" | "forget" | "rank"
>;

declare global {
  interface Window {
    /** The first tag of the page. */
    personalRank?: RankHandle;
  }
}
