import { opens, pressedControl } from "./control-name.ts";
import type { KindSigns } from "./kind-feedback.ts";
import { guarded, listenToPage } from "./listen-to-page.ts";
import { type FoundCard, itemIdsOf } from "./page-item.ts";
import { staysOpen } from "./stays-open.ts";

/** What a page may call it itself: `data-personal-rank-action="like"`. */
const RESPONSES = new Set(["like", "reply", "share", "save"]);
/** Names of such controls, in English, German, French and Spanish; others are told of by the attribute. */
const RESPONSE_NAMES =
  /(?<!\p{L})(like|love|favou?rite|upvote|reply|comment|share|repost|boost|save|bookmark|gefällt mir|antworten|kommentieren|teilen|speichern|merken|j[’']aime|répondre|commenter|partager|enregistrer|me gusta|responder|comentar|compartir|guardar)(?!\p{L})/u;
/** It takes something back; the visitor's having liked it once is not unlearned by that. */
const UNDOING_NAMES = /(?<!\p{L})(un|dis|remove|undo|entfernen|rückgängig|retirer|annuler|quitar|deshacer)/u;
const MORE_NAMES =
  /^(see|read|show) more|^more$|^…|mehr (anzeigen|lesen)|voir plus|lire la suite|(ver|leer) más/u;

const READ_MS = 10_000;
const SETTLED_MS = 200;
const MIN_VIEW_SHARE = 0.5;

/**
 * Tells which posts were answered, liked, shared or saved, unfolded, or read where they stand.
 *
 * @returns Stops watching.
 */
export function observePosts({ kind, cardOf, chosen, acted, now }: KindSigns): () => void {
  const onClick = (event: Event): void => {
    const control = pressedControl(event);
    if (control === null) return;
    const { element, name, action } = control;
    const isUndone = element.getAttribute("aria-pressed") === "true" || UNDOING_NAMES.test(name);
    const isResponse = action === null ? RESPONSE_NAMES.test(name) : RESPONSES.has(action);
    if (isResponse && !isUndone) acted("engage", itemIdsOf(element, cardOf, kind), staysOpen(event));
    else if (opens(element) || (MORE_NAMES.test(name) && element.matches("button, [role=button]")))
      chosen(itemIdsOf(element, cardOf, kind));
  };

  let settling: ReturnType<typeof setTimeout> | undefined;
  let reading: ReturnType<typeof setTimeout> | undefined;
  let current: FoundCard | null = null;
  let sinceMs = 0;
  const look = guarded((): void => {
    const post = document.visibilityState === "visible" ? postInView(cardOf) : null;
    if (post?.id !== current?.id) sinceMs = now();
    current = post;
    clearTimeout(reading);
    if (post === null) return;
    const leftMs = sinceMs + READ_MS - now();
    if (leftMs > 0) reading = setTimeout(look, leftMs);
    else acted("engage", [post.id]);
  });
  /** A page that was opened and left alone is not read: somebody must have moved it. */
  const onScroll = (): void => {
    clearTimeout(settling);
    settling = setTimeout(look, SETTLED_MS);
  };
  const onVisibility = (): void => {
    if (current !== null) look();
  };
  const stops = [
    listenToPage(["click"], onClick),
    listenToPage(["scroll"], onScroll),
    listenToPage(["visibilitychange"], onVisibility),
  ];
  return () => {
    clearTimeout(settling);
    clearTimeout(reading);
    for (const stop of stops) stop();
  };
}

/** The post in the middle of the view, if it takes up half of it; nothing may lie over it. */
function postInView(cardOf: KindSigns["cardOf"]): FoundCard | null {
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const post = middle === null ? null : cardOf(middle);
  if (post === null) return null;
  const { top, bottom } = post.element.getBoundingClientRect();
  return Math.min(bottom, innerHeight) - Math.max(top, 0) >= innerHeight * MIN_VIEW_SHARE ? post : null;
}
