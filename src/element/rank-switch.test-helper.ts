import { expect } from "vitest";
import type { RankHandle } from "../page/rank-handle.ts";
import type { PersonalRankSwitchElement } from "./rank-switch.ts";
import { showElement } from "./show-element.test-helper.ts";

/** Puts a switch on a page with this tag. For tests. */
export const show = (handle: RankHandle | undefined): Promise<PersonalRankSwitchElement> =>
  showElement("personal-rank-switch", handle);

/** Opens its panel. For tests. */
export async function open(element: PersonalRankSwitchElement): Promise<PersonalRankSwitchElement> {
  part(element, "button")!.click();
  await element.updateComplete;
  expect(isOpen(element)).toBe(true);
  return element;
}

/** Whether its panel is to be seen. For tests. */
export function isOpen(element: PersonalRankSwitchElement): boolean {
  return part(element, "panel")!.matches(":popover-open");
}

/** One of its parts. For tests. */
export function part(element: PersonalRankSwitchElement, name: string): HTMLElement | null {
  return element.shadowRoot!.querySelector(`[part="${name}"]`);
}

/** The part that has the focus. For tests. */
export function focused(element: PersonalRankSwitchElement): string | null | undefined {
  return element.shadowRoot!.activeElement?.getAttribute("part");
}

/** All that it says. For tests. */
export function textOf(element: PersonalRankSwitchElement): string {
  return element.shadowRoot!.textContent.replace(/\s+/g, " ");
}

/** What it says was learned, by label. For tests. */
export function facts(element: PersonalRankSwitchElement): Record<string, string> {
  const lines = element.shadowRoot!.querySelectorAll("dl > div");
  return Object.fromEntries(
    [...lines].map((line) => [
      line.querySelector("dt")!.textContent.trim(),
      line.querySelector("dd")!.textContent.trim(),
    ]),
  );
}
