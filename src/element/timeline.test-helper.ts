import { expect, vi } from "vitest";
import "../inspector.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";

/** A timeline of so many lessons, on the page. */
export async function showTimeline(lessons: number): Promise<ShadowRoot> {
  const handle = fakeHandle("ready", lessons);
  window.personalRank = handle;
  const element = document.createElement("rank-inspector-timeline");
  const events = [{ eventId: "e4", title: "A lamp that has left the page" }];
  Object.assign(element, { ranking: handle.ranking, events, titleOf: (id: string) => id.toUpperCase() });
  document.body.append(element);
  await vi.waitFor(() => expect(element.shadowRoot?.querySelector("input[type=range]")).not.toBeNull());
  return element.shadowRoot!;
}

export const slideTo = (root: ShadowRoot, to: number): void => {
  const slider = root.querySelector<HTMLInputElement>("input[type=range]")!;
  slider.valueAsNumber = to;
  slider.dispatchEvent(new Event("input"));
};
