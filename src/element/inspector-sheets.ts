import type { CSSResult } from "lit";
import { inspectorEventsStyles } from "./inspector-events-styles.ts";
import { inspectorMovesStyles } from "./inspector-moves-styles.ts";
import { inspectorOrderStyles } from "./inspector-order-styles.ts";
import { inspectorPanelStyles } from "./inspector-panel-styles.ts";
import { inspectorPlotStyles } from "./inspector-plot-styles.ts";
import { inspectorSentStyles } from "./inspector-sent-styles.ts";
import { inspectorStyles } from "./inspector-styles.ts";

/** Of the inspector and of all tabs that are no elements of their own; a later one overrules. */
export const inspectorSheets: CSSResult[] = [
  inspectorStyles,
  inspectorPanelStyles,
  inspectorOrderStyles,
  inspectorEventsStyles,
  inspectorMovesStyles,
  inspectorPlotStyles,
  inspectorSentStyles,
];
