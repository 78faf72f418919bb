/** What a page author may write on the tag. The element's attributes have these names; the script tag's start with `data-`. */
export const SETTING_NAMES = [
  "list",
  "item",
  "list-id",
  "query",
  "kind",
  "apply",
  "model",
  "sync",
  "consent",
  "ga4",
  "max-displacement",
  "brand-cap",
  "exposure-floor",
  "block",
  "learner",
  "learns",
  "explore",
  "hold-out",
  "interleave",
  "monitor",
  "inspect",
  "prepare",
  "backend",
  "worker",
] as const;

export type SettingName = (typeof SETTING_NAMES)[number];
