import { html, type TemplateResult } from "lit";
import type { Ranking } from "../ranking/ranking.ts";
import type { Answers, Inspection } from "../worker/protocol.ts";
import { renderBenefit } from "./inspector-benefit.ts";
import { renderEvents } from "./inspector-events.ts";
import { renderExposure } from "./inspector-exposure.ts";
import type { ForgetOne } from "./inspector-forget.ts";
import type { TitleOf } from "./inspector-moves.ts";
import { renderOrder } from "./inspector-order.ts";
import { renderSent } from "./inspector-sent.ts";
import { renderSpeed } from "./inspector-speed.ts";
import { renderStored } from "./inspector-stored.ts";
import type { TabName } from "./inspector-tabs.ts";
import { InspectorTimelineElement } from "./inspector-timeline.ts";
import { InspectorTransferElement } from "./inspector-transfer.ts";
import { renderNoList } from "./inspector-waiting.ts";
import { InspectorWhyElement } from "./inspector-why.ts";

for (const [name, element] of [
  ["rank-inspector-why", InspectorWhyElement],
  ["rank-inspector-timeline", InspectorTimelineElement],
  ["rank-inspector-transfer", InspectorTransferElement],
] as const)
  if (customElements.get(name) === undefined) customElements.define(name, element);

/** What the tabs show, and what their buttons do. */
export interface PanelContext {
  readonly inspection: Inspection;
  readonly ranking: Ranking | null;
  readonly exposure: Answers["exposure"] | null;
  readonly titleOf: TitleOf;
  readonly all: Parameters<typeof renderOrder>[2];
  /** The item that "Why" is asked about; null for the first. */
  readonly whyId: string | null;
  readonly why: (id: string) => void;
  readonly seen: Parameters<typeof renderEvents>[1];
  readonly one: ForgetOne;
  readonly sending: Parameters<typeof renderSent>[1];
}

/** What stands under a tab. */
export function renderPanel(tab: TabName, context: PanelContext): TemplateResult {
  const { inspection, ranking, titleOf } = context;
  switch (tab) {
    case "order":
      return hasItems(ranking) ? renderOrder(ranking, titleOf, context.all, context.why) : renderNoList();
    case "why":
      return hasItems(ranking)
        ? html`<rank-inspector-why
            .itemId=${context.whyId}
            .ranking=${ranking}
            .events=${inspection.events}
            .titleOf=${titleOf}
          ></rank-inspector-why>`
        : renderNoList();
    case "timeline":
      return hasItems(ranking)
        ? html`<rank-inspector-timeline
            .ranking=${ranking}
            .events=${inspection.events}
            .titleOf=${titleOf}
          ></rank-inspector-timeline>`
        : renderNoList();
    case "events":
      return renderEvents(inspection.events, context.seen, Date.now(), context.one);
    case "benefit":
      return renderBenefit(inspection);
    case "exposure":
      return renderExposure(context.exposure);
    case "speed":
      return renderSpeed(inspection);
    case "stored":
      return renderStored(inspection);
    case "sent":
      return renderSent(inspection, context.sending);
  }
}

function hasItems(ranking: Ranking | null): ranking is Ranking {
  return ranking !== null && ranking.items.length > 0;
}
