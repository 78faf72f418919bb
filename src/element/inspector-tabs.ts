import { html, type TemplateResult } from "lit";

/** Name of a tab of the inspector. */
export type TabName =
  | "order"
  | "why"
  | "timeline"
  | "events"
  | "benefit"
  | "exposure"
  | "speed"
  | "stored"
  | "sent";

/** The tabs, from left to right. */
export const tabs: readonly { readonly name: TabName; readonly label: string }[] = [
  { name: "order", label: "Order" },
  { name: "why", label: "Why" },
  { name: "timeline", label: "Timeline" },
  { name: "events", label: "Events" },
  { name: "benefit", label: "Benefit" },
  { name: "exposure", label: "Exposure" },
  { name: "speed", label: "Speed" },
  { name: "stored", label: "Stored" },
  { name: "sent", label: "Sent" },
];

/** The list of tabs; `#panel` is what they are of. */
export function renderTabs(
  current: TabName,
  {
    select,
    move,
  }: { readonly select: (name: TabName) => void; readonly move: (event: KeyboardEvent) => void },
): TemplateResult {
  return html`<div role="tablist" aria-label="Inspector" @keydown=${move}>
    ${tabs.map(
      ({ name, label }) =>
        html`<button
          type="button"
          role="tab"
          id=${`tab-${name}`}
          aria-controls="panel"
          aria-selected=${current === name}
          tabindex=${current === name ? 0 : -1}
          @click=${() => select(name)}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}

/**
 * Which tab a key leads to, or null for keys that do not move.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
export function nextTab(current: TabName, key: string): TabName | null {
  const index = tabs.findIndex(({ name }) => name === current);
  switch (key) {
    case "ArrowRight":
      return tabs[(index + 1) % tabs.length].name;
    case "ArrowLeft":
      return tabs[(index + tabs.length - 1) % tabs.length].name;
    case "Home":
      return tabs[0].name;
    case "End":
      return tabs.at(-1)!.name;
    default:
      return null;
  }
}
