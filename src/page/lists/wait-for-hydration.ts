import { idle } from "../idle.ts";
import { hasFrameworkMarks, keysOf, selfAndAncestors } from "../apply/framework-marks.ts";

const POLL_MS = 50;
const IDLE_MS = 200;

/** What servers leave around HTML that a framework will take over. */
const AROUND =
  "#__next, #__nuxt, [data-reactroot], [data-server-rendered], [data-hk], [data-sveltekit-hydrate], [ng-server-context], [q\\:container], astro-island[ssr]";
/** What they leave in the window: React's server components, SvelteKit. */
const IN_WINDOW = /^(__next_f$|__sveltekit_)/;
/** Comments: React's boundaries (`$`, `$?`, `$!`, `$~`), the blocks of Vue and Svelte (`[`, `[!`, `[-1`). */
const BOUNDARY = /^(\$[?!~]?|\[(!|-?\d+)?)$/;

/**
 * Waits until the framework that has rendered a list on the server has taken it over in the browser ("hydrated" it). Until
 * then its nodes must not be moved: it would not find them, and render all of it again or mix cards up.
 *
 * - `plain`: nothing says that a framework will come; at once. React leaves no sign in a page without Suspense and without
 *   a text of several pieces (`{price} €`): such a list is plain until React has come.
 * - `hydrated`: the list is the framework's, and it is done.
 * - `timed out`: there are signs of a framework, but it has not come; or `signal` was aborted. Leave the list alone.
 *
 * @param options `timeoutMs` from now on.
 */
export async function waitForHydration(
  list: HTMLElement,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<"hydrated" | "plain" | "timed out"> {
  if (!isServerRendered(list)) return hasFrameworkMarks(list) ? "hydrated" : "plain";
  const endMs = performance.now() + timeoutMs;
  while (!signal.aborted && performance.now() < endMs) {
    // React takes parts of a page over one by one, each in slices of a few milliseconds: when it rests, it is done.
    if (isTakenOver(list) && (await idle(IDLE_MS).then(() => true)) && isTakenOver(list))
      return signal.aborted ? "timed out" : "hydrated";
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return "timed out";
}

function isServerRendered(list: HTMLElement): boolean {
  if (list.closest(AROUND) !== null || Object.keys(window).some((key) => IN_WINDOW.test(key))) return true;
  for (const node of selfAndAncestors(list))
    for (const child of node.childNodes)
      if (child instanceof Comment && BOUNDARY.test(child.data)) return true;
  return hasSplitText(list.firstElementChild);
}

/** React's server puts `<!-- -->` between two pieces of one text. */
function hasSplitText(card: Element | null): boolean {
  if (card === null) return false;
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode() !== null) {
    const { data, previousSibling } = walker.currentNode as Comment; // only comments are shown to it
    if (data === " " && previousSibling instanceof Text) return true;
  }
  return false;
}

function isTakenOver(list: HTMLElement): boolean {
  if (list.closest("astro-island[ssr]") !== null) return false;
  const qwik = list.closest("[q\\:container]");
  if (qwik !== null) return qwik.getAttribute("q:container") === "resumed";
  const nuxt = list.closest<HTMLElement & { __vue_app__?: { $nuxt?: { isHydrating?: unknown } } }>("#__nuxt");
  if (nuxt?.__vue_app__?.$nuxt?.isHydrating === true) return false;
  return (
    isTakenOverByReact(list) ??
    [list, ...list.children].some((node) => hasFrameworkMarks(node as HTMLElement))
  );
}

/** What React's container knows of its root; any of it may be missing in another version. */
type ReactContainer = {
  stateNode?: { current?: { memoizedState?: { isDehydrated?: unknown } | null } };
} | null;

/**
 * React marks elements while it renders, from the inside out: a list that is marked has all its children, but until the whole root
 * is done React may start anew from the server's HTML. Null if there is no React around.
 */
function isTakenOverByReact(list: HTMLElement): boolean | null {
  for (const node of selfAndAncestors(list)) {
    const key = keysOf(node).find((key) => key.startsWith("__reactContainer$"));
    if (key === undefined) continue;
    const container = (node as unknown as Record<string, ReactContainer>)[key];
    if (container?.stateNode?.current?.memoizedState?.isDehydrated === true) return false;
    return node === list || keysOf(list).some((key) => key.startsWith("__reactFiber$"));
  }
  return null;
}
