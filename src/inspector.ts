import { RankInspectorElement } from "./element/rank-inspector.ts";

export { openInspector } from "./element/open-inspector.ts";
export { RankInspectorElement };

if (customElements.get("rank-inspector") === undefined) {
  customElements.define("rank-inspector", RankInspectorElement);
}
