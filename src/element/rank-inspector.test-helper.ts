import { expect, vi } from "vitest";
import type { RankHandle } from "../page/rank-handle.ts";
import type { RankInspectorElement } from "./rank-inspector.ts";
import { showElement } from "./show-element.test-helper.ts";

/** The inspector on a page with this tag; undefined: as the page is. For tests. */
export const showInspector = (handle: RankHandle | undefined): Promise<RankInspectorElement> =>
  showElement("rank-inspector", handle);

export async function openTab(inspector: RankInspectorElement, name: string): Promise<void> {
  await vi.waitFor(() => expect(tabNamed(inspector, name)).not.toBeNull());
  tabNamed(inspector, name)!.click();
  await inspector.updateComplete;
}

export function tabNamed(inspector: RankInspectorElement, name: string): HTMLElement | null {
  return inspector.shadowRoot!.querySelector(`#tab-${name}`);
}

export function buttonNamed(inspector: RankInspectorElement, name: string): HTMLButtonElement {
  const buttons = [...inspector.shadowRoot!.querySelectorAll("button")];
  return buttons.find((button) => button.textContent?.trim() === name)!;
}

export function textOf(inspector: RankInspectorElement): string {
  return inspector.shadowRoot!.textContent.replace(/[^\S\n]*\n\s*/g, " ").replace(/ +(?=[.,])/g, "");
}
