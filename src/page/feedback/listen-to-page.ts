/**
 * Listens on the document, before the page's own handlers and without holding it up.
 *
 * @returns Stops listening.
 */
export function listenToPage(types: readonly string[], handler: (event: Event) => void): () => void {
  const listener = guarded(handler);
  const options = { capture: true, passive: true };
  for (const type of types) document.addEventListener(type, listener, options);
  return () => {
    for (const type of types) document.removeEventListener(type, listener, options);
  };
}

/**
 * The same, but whatever it throws goes no further. A page may hide the DOM's own properties behind names of its own, such as a
 * form with a field called `closest`: then this sign is lost, and the page hears of nothing.
 */
export function guarded<Given extends readonly unknown[]>(
  act: (...given: Given) => void,
): (...given: Given) => void {
  return (...given) => {
    try {
      act(...given);
    } catch {
      // See above.
    }
  };
}
