/**
 * The order on screen after the page has changed the children of a host whose order on screen is another than the
 * document's. A new child takes the place on screen that it has in the document, so that what is added at the end of the
 * document comes at the end of the screen and pushes nothing away. A page that has put its own children into another
 * order has sorted them: its order counts.
 *
 * @param shown  As they were on screen: a permutation of `before`.
 * @param before As they were in the document.
 * @param now    As they are in the document.
 */
export function followChildren<Child>(
  shown: readonly Child[],
  before: readonly Child[],
  now: readonly Child[],
): Child[] {
  const here = new Set(now);
  const known = new Set(before);
  const staying = now.filter((child) => known.has(child));
  if (before.filter((child) => here.has(child)).some((child, at) => child !== staying[at])) return [...now];
  const next = shown.filter((child) => here.has(child));
  for (const [place, child] of now.entries()) if (!known.has(child)) next.splice(place, 0, child);
  return next;
}

/**
 * The order on screen with some children in another order: they share out among themselves the places they have; all
 * others keep theirs.
 *
 * @param wanted Some of `shown`, each once.
 */
export function placeChildren<Child>(shown: readonly Child[], wanted: readonly Child[]): Child[] {
  const placed = new Set(wanted);
  let at = 0;
  return shown.map((child) => (placed.has(child) ? wanted[at++] : child));
}
