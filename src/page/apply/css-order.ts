import { shownChildren, type ShownChildren } from "./shown-children.ts";

/**
 * Shows the children of a flex or grid container in any order by CSS `order` on each of them. The document's order never
 * changes. Where the browser has `reading-flow`, Tab and assistive technology follow what is seen; elsewhere they go on
 * in the document's order.
 *
 * @returns The reason as half a sentence if it cannot be done; then nothing was changed.
 * @see https://drafts.csswg.org/css-display-4/#reading-flow
 */
export function cssOrder(host: HTMLElement): ShownChildren | string {
  const { display } = getComputedStyle(host);
  if (readingFlowOf(host) === null) return `the list's display is "${display}", not flex or grid`;
  if ([...host.childNodes].some((child) => child instanceof Text && child.data.trim() !== ""))
    return "there is bare text between the cards, which cannot have a place";
  const after = getComputedStyle(host, "::after");
  const isDrawn = after.content !== "none" && after.content !== "normal" && after.display !== "none";
  if (isDrawn && !/absolute|fixed/.test(after.position))
    return "its ::after would come before the cards; hide it if it only clears floats";
  const ownFlow = host.style.getPropertyValue("reading-flow");
  /** What the page itself had on each, and what it has from us. */
  const set = new Map<Styled, { readonly own: string; readonly ours: string }>();
  /**
   * What the page has taken away is its own again, and not kept here: a list may show new cards for hours. An order that is not ours any more
   * stays.
   */
  const giveBack = (but?: Node): void => {
    for (const [child, { own, ours }] of set)
      if (child.parentNode !== but && set.delete(child) && child.style.order === ours)
        child.style.order = own;
  };
  return shownChildren(host, {
    draw: (shown) => {
      // Another width of the window may have made another container of it.
      host.style.setProperty("reading-flow", readingFlowOf(host));
      giveBack(host);
      for (const [at, child] of shown.filter(isStyled).entries()) {
        const ours = String(at + 1);
        set.set(child, { own: set.get(child)?.own ?? child.style.order, ours });
        child.style.order = ours;
      }
    },
    end: () => {
      host.style.setProperty("reading-flow", ownFlow);
      giveBack();
    },
  });
}

type Styled = ChildNode & ElementCSSInlineStyle;

/** HTML, SVG and MathML have it. */
function isStyled(child: ChildNode): child is Styled {
  return "style" in child;
}

/** Null if the children have no order of CSS. */
function readingFlowOf(host: HTMLElement): "flex-visual" | "grid-order" | null {
  const { display } = getComputedStyle(host);
  if (display.endsWith("flex")) return "flex-visual";
  return display.endsWith("grid") ? "grid-order" : null;
}

/** Whether Tab and assistive technology can follow CSS `order` here. */
export function hasReadingFlow(): boolean {
  return CSS.supports("reading-flow", "grid-order");
}
