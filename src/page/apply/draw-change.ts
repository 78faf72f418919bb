import { selfAndAncestors } from "./framework-marks.ts";

const MOVE_MS = 260;
/** With reduced motion a card waits at its old place for a few frames, and then stands at the new one. */
const CALM_MS = 80;

/** A frame or two longer than a way takes. */
const UNANCHORED_MS = MOVE_MS + 100;

/** What is still under way to its place. */
const motions = new WeakMap<Element, Animation>();
/** Boxes that hold on to nothing for a while, with the timer that ends it. */
const unanchored = new WeakMap<HTMLElement, ReturnType<typeof setTimeout>>();

/**
 * Makes a change that puts elements somewhere else, and draws their way there: the first frame shows each where it was,
 * so that nothing jumps and no layout shift is counted; with `prefers-reduced-motion` they are simply there. Focus and
 * what is scrolled how far stay. So does what `transform`, `scale` and `rotate` do to them.
 *
 * @param elements That go to another place; all connected, in one box that scrolls.
 * @param change   Synchronous.
 * @see Paul Lewis 2015, https://aerotwist.com/blog/flip-your-animations/
 */
export function drawChange(elements: readonly HTMLElement[], change: () => void): void {
  if (elements.length === 0) return change();
  const active = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const before = elements.map((element) => element.getBoundingClientRect());
  const scrolled = Array.from(selfAndAncestors(elements[0]))
    .filter((box) => box instanceof Element)
    .map((box) => ({ box, left: box.scrollLeft, top: box.scrollTop }));
  for (const { box, left, top } of scrolled) if (left !== 0 || top !== 0) unanchor(box);
  change();
  if (active !== null && active !== document.activeElement && active.isConnected)
    active.focus({ preventScroll: true });
  // A shelf that snaps to its cards goes after the card that it had snapped to.
  for (const { box, left, top } of scrolled)
    if (box.scrollLeft !== left || box.scrollTop !== top) box.scrollTo({ left, top, behavior: "instant" });
  drawMoves(elements, before);
}

/**
 * Keeps the browser from scrolling after a card that goes away: it holds on to what is in view, Firefox also to what is only
 * drawn elsewhere. A box that has not been scrolled holds on to nothing. (Said of the cards instead, by an animation, it keeps
 * Chromium from showing what is in a card that is opened meanwhile.)
 *
 * @see https://drafts.csswg.org/css-scroll-anchoring/
 */
function unanchor(box: Element): void {
  if (!(box instanceof HTMLElement)) return;
  const isOwn = box.style.getPropertyValue("overflow-anchor") !== "" && !unanchored.has(box);
  if (isOwn) return;
  clearTimeout(unanchored.get(box));
  box.style.setProperty("overflow-anchor", "none");
  const timer = setTimeout(() => {
    unanchored.delete(box);
    box.style.removeProperty("overflow-anchor");
    if (box.getAttribute("style") === "") box.removeAttribute("style");
  }, UNANCHORED_MS);
  unanchored.set(box, timer);
}

function drawMoves(elements: readonly HTMLElement[], before: readonly DOMRect[]): void {
  // The way from here begins where an element is drawn now, which may be half-way to its last place.
  for (const element of elements) motions.get(element)?.cancel();
  const after = elements.map((element) => element.getBoundingClientRect());
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const [at, element] of elements.entries()) {
    const [from, to] = [before[at], after[at]];
    const isOnScreen = [from, to].some(({ top, bottom }) => bottom > 0 && top < innerHeight);
    if (!isOnScreen || (from.left === to.left && from.top === to.top)) continue;
    const motion = element.animate(
      { translate: [`${from.left - to.left}px ${from.top - to.top}px`, "0px 0px"] },
      isCalm
        ? { duration: CALM_MS, easing: "steps(1)" }
        : { duration: MOVE_MS, easing: "cubic-bezier(0.2, 0, 0, 1)" },
    );
    motions.set(element, motion);
  }
}
