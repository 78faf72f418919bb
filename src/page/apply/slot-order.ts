import { shownChildren, type ShownChildren } from "./shown-children.ts";

/** The elements of HTML that may have a shadow root. @see https://dom.spec.whatwg.org/#valid-shadow-host-name */
const HOSTS = /^(article|aside|blockquote|div|footer|h[1-6]|header|main|nav|p|section|span)$/;

/** A shadow root cannot be taken away again: the next tag on the same list goes on with it. */
const opened = new WeakMap<HTMLElement, ShownChildren>();

/**
 * Shows the children of `host` in any order by a shadow root with a slot for each of its elements, to which they are assigned by hand.
 * The document never changes: its owner finds every node where it left it. Layout, Tab and assistive technology follow
 * the slots. `:nth-child` and its like, selected text and `innerText` go on following the document.
 *
 * After `stop` the shadow root stays, with everything in the document's order, and goes on taking in new children:
 * one that is not assigned would not be drawn.
 *
 * @returns The reason as half a sentence if it cannot be done; then nothing was changed.
 */
export function slotOrder(host: HTMLElement): ShownChildren | string {
  const known = opened.get(host);
  if (known !== undefined) return known;
  if (typeof HTMLSlotElement.prototype.assign !== "function")
    return "this browser cannot assign slots by hand";
  const name = host.localName;
  // An element that is defined later may want a shadow root of its own.
  const isHost = HOSTS.test(name) || (name.includes("-") && host.matches(":defined"));
  if (!isHost) return `a <${name}> cannot have a shadow root`;
  let root: ShadowRoot;
  try {
    root = host.attachShadow({ mode: "open", slotAssignment: "manual" });
  } catch {
    return `this <${name}> has a shadow root of its own`;
  }
  const slots: HTMLSlotElement[] = [];
  const draw = (shown: readonly ChildNode[]): void => {
    for (const [at, nodes] of groupsOf(shown).entries()) {
      slots[at] ??= root.appendChild(document.createElement("slot"));
      const now = slots[at].assignedNodes();
      if (now.length !== nodes.length || nodes.some((node, at) => node !== now[at]))
        slots[at].assign(...nodes);
    }
  };
  draw([...host.childNodes]);
  const children = shownChildren(host, { draw, end: null });
  opened.set(host, children);
  return children;
}

/**
 * Each element with the texts behind it; the first group holds the texts before them all. One slot for all would do for layout, but in
 * Chromium 150 Tab goes through what is assigned to one slot in the document's order.
 */
function groupsOf(shown: readonly ChildNode[]): (Element | Text)[][] {
  const groups: (Element | Text)[][] = [[]];
  for (const child of shown) {
    if (child instanceof Element) groups.push([child]);
    else if (child instanceof Text) groups.at(-1)?.push(child); // there is always one
  }
  return groups;
}
