const MAX_CHARACTERS = 60;
const CONTROLS =
  'button, a, summary, input, label, [role="button"], [role="menuitem"], [aria-expanded], [aria-pressed]';

/** A control that was pressed, and what it is called by; the name is in lower case. */
export interface PressedControl {
  readonly element: Element;
  readonly name: string;
  /** `data-personal-rank-action`, if the page says itself what the control does. */
  readonly action: string | null;
}

/** What a click pressed, also inside a shadow root that is open; null if it was no control. */
export function pressedControl(event: Event): PressedControl | null {
  const target = event.composedPath()[0];
  const element = target instanceof Element ? target.closest(CONTROLS) : null;
  if (element === null) return null;
  const marked = element.closest("[data-personal-rank-action]");
  return {
    element,
    name: nameOf(element),
    action: marked?.getAttribute("data-personal-rank-action") ?? null,
  };
}

/** Near enough to what a screen reader would say. A long text is no name, but something that can be pressed. */
function nameOf(element: Element): string {
  const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element.textContent;
  const names = [
    element.getAttribute("aria-label"),
    label,
    element.getAttribute("value"),
    element.getAttribute("title"),
  ];
  const name = names.find((text) => text != null && text.trim() !== "") ?? "";
  return name.length > MAX_CHARACTERS ? "" : name.trim().toLowerCase();
}

/**
 * Whether pressing it just now has opened something: answers, the rest of a text. Listen in the capture phase: the page has then
 * not acted yet, and says how things stood.
 */
export function opens(control: Element): boolean {
  if (control.localName === "summary") return control.closest("details")?.open === false;
  return control.getAttribute("aria-expanded") === "false" && !control.hasAttribute("aria-haspopup");
}
