import type { RankHandle } from "../page/rank-handle.ts";
import type { PersonalRankSwitchElement } from "./rank-switch.ts";
import type { RankInspectorElement } from "./rank-inspector.ts";

interface Elements {
  "personal-rank-switch": PersonalRankSwitchElement;
  "rank-inspector": RankInspectorElement;
}

/** Puts an element on a page with this tag; undefined: as the page is. For tests. */
export async function showElement<Name extends keyof Elements>(
  name: Name,
  handle: RankHandle | undefined,
): Promise<Elements[Name]> {
  if (handle) window.personalRank = handle;
  const element = document.createElement(name) as Elements[Name]; // as its name is defined
  document.body.append(element);
  await element.updateComplete;
  return element;
}
