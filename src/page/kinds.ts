/** What a page shows: it decides how its lists are found, and what counts as feedback. */
export type Kind = "shop" | "video" | "feed" | "help" | "news";

export const KINDS: readonly Kind[] = ["shop", "video", "feed", "help", "news"];
