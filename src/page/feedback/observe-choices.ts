import { clickedCard } from "../clicked-card.ts";
import type { Card } from "../lists/read-candidates.ts";
import { OTHER_CONTROLS } from "../other-controls.ts";
import { guarded } from "./listen-to-page.ts";
import { isPlainClick } from "./is-plain-click.ts";
import { staysOpen } from "./stays-open.ts";
import { withoutFragment } from "./without-fragment.ts";

/** Another address that is shown later than this after a press, in ms, does not come from it. */
const STARTING_MS = 1_500;
/** Another page may begin later: the shop asks its server first. Where no browser tells of that, it may be there by then. */
const LEAVING_MS = 5_000;

/**
 * Tells which cards of a list the visitor follows:
 *
 * - by a click, or a click with the middle button: see {@link clickedCard}
 * - by a press after which another page begins before there is a click: some sites go at `mousedown` or `touchend`
 * - by a click beside the card's link after which another page begins, or another address is shown: the card has a listener
 *
 * That another page begins is told by the Navigation API, however slowly the page then comes; where there is none, the page's end
 * has to do, although closing the tab looks the same. Nothing else may have been pressed since.
 *
 * @param cards    The cards that may be chosen now.
 * @param onChoice Called while the page is still there, if only just; `due` is when to learn from it.
 * @returns Stops.
 * @see https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-api
 */
export function observeChoices(list: HTMLElement, { cards, onChoice }: ChoiceOptions): () => void {
  let pressed: { readonly card: Card; readonly event: Event; readonly atMs: number } | null = null;
  /** The card of the last press if that has been told: its click, which may still come, is the same choice. */
  let told: Card | null = null;
  const choose = (): void => {
    if (pressed === null) return;
    const { card, event } = pressed;
    pressed = null;
    told = card;
    // The page is going, as after a link: see `staysOpen`.
    onChoice(card, event, new Promise((resolve) => setTimeout(resolve, STARTING_MS)));
  };

  const onPress = guarded((event: Event): void => {
    pressed = null;
    told = null;
    const path = event.composedPath();
    const [target] = path;
    const card = cards().find(({ element }) => path.includes(element));
    if (card === undefined || !(target instanceof Element) || !isPlainClick(event)) return;
    if (target.closest("a[href]") !== null || target.closest(OTHER_CONTROLS) === null)
      pressed = { card, event, atMs: performance.now() };
  });
  const onCancel = (): void => {
    pressed = null; // the finger scrolls
  };
  const onClick = guarded((event: Event): void => {
    const card = clickedCard(event, cards());
    if (card === null) return;
    pressed = null;
    if (card !== told) onChoice(card, event, staysOpen(event));
    told = null;
  });
  const age = (): number => (pressed === null ? Infinity : performance.now() - pressed.atMs);
  const onNavigate = guarded((event: Event): void => {
    const { navigationType, destination } = event as NavigateEvent;
    const isForward = navigationType === "push" || navigationType === "replace";
    const withinMs = destination.sameDocument ? STARTING_MS : LEAVING_MS;
    if (age() <= withinMs && isForward && withoutFragment(destination.url) !== withoutFragment(location.href))
      choose();
  });
  const onLeave = guarded((): void => {
    if (age() <= LEAVING_MS) choose();
  });

  const { navigation } = window as { readonly navigation?: EventTarget }; // not in every browser
  document.addEventListener("pointerdown", onPress, { capture: true });
  document.addEventListener("pointercancel", onCancel, { capture: true });
  for (const type of ["click", "auxclick"]) list.addEventListener(type, onClick, { capture: true });
  if (navigation === undefined) addEventListener("pagehide", onLeave);
  else navigation.addEventListener("navigate", onNavigate);
  return () => {
    document.removeEventListener("pointerdown", onPress, { capture: true });
    document.removeEventListener("pointercancel", onCancel, { capture: true });
    for (const type of ["click", "auxclick"]) list.removeEventListener(type, onClick, { capture: true });
    navigation?.removeEventListener("navigate", onNavigate);
    removeEventListener("pagehide", onLeave);
  };
}

export interface ChoiceOptions {
  readonly cards: () => readonly Card[];
  readonly onChoice: (card: Card, event: Event, due: Promise<void>) => void;
}
