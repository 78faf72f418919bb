import type { InspectorModule } from "../page/watch-inspect.ts";
import { InspectorDockElement } from "./inspector-dock.ts";

if (customElements.get("rank-inspector-dock") === undefined)
  customElements.define("rank-inspector-dock", InspectorDockElement);

/** @see InspectorModule */
export const openInspector: InspectorModule["openInspector"] = (isByHand, state, onChange) => {
  let dock = document.querySelector("rank-inspector-dock");
  if (dock === null) {
    dock = document.createElement("rank-inspector-dock");
    dock.lang = "en"; // whatever the shop speaks
    dock.setAttribute("data-personal-rank-ignore", ""); // its lists are no lists of the page
    dock.isFolded = state === "folded";
    // Beside the body: no selector, transform or framework of the page reckons with anything there.
    document.documentElement.append(dock);
  }
  dock.onChange = onChange;
  if (isByHand) void dock.reveal();
};
