/** Own keys and symbols by which React, Vue, Angular, Preact, Lit and Solid know their nodes. */
const MARK =
  /^(__react(Fiber|Props|Container)\$|_reactRootContainer$|__vue|__vnode$|_vnode$|_vei$|__ngContext__$|__k$|_\$litPart\$$|\$\$)/;
/** Svelte 5 keeps what it last wrote, under symbols since 5.40 or so, and marks neither the list nor a card as such. */
const SVELTE_MARK = /^(__\w+|events|attributes|class|style|text)$/;
const MAX_NODES = 200;

/** Every own key of a node, and the names of its symbols. */
export function keysOf(node: Node): string[] {
  return [
    ...Object.getOwnPropertyNames(node),
    ...Object.getOwnPropertySymbols(node).map(({ description = "" }) => description),
  ];
}

/** What is around a node, from itself to the document, out of shadow roots too. */
export function* selfAndAncestors(node: Node): Generator<Node, void> {
  for (
    let at: Node | null = node;
    at !== null;
    at = at.parentNode ?? (at instanceof ShadowRoot ? at.host : null)
  )
    yield at;
}

/**
 * Whether a framework looks after the cards of a list: it is known by what it leaves on its nodes.
 *
 * @param card Any card of the list; by itself it may hold a widget of a framework that knows nothing of the list.
 */
export function hasFrameworkMarks(card: HTMLElement): boolean {
  const isMarked = (mark: RegExp, node: Node): boolean => keysOf(node).some((key) => mark.test(key));
  for (const node of selfAndAncestors(card)) if (isMarked(MARK, node)) return true;
  if (!("__svelte" in window)) return false;
  const walker = document.createTreeWalker(card);
  for (let left = MAX_NODES; left > 0 && walker.nextNode() !== null; left--)
    if (isMarked(SVELTE_MARK, walker.currentNode)) return true;
  return false;
}
