import { opens, pressedControl } from "./control-name.ts";
import type { KindSigns } from "./kind-feedback.ts";
import { listenToPage } from "./listen-to-page.ts";
import { itemIdsOf } from "./page-item.ts";
import { staysOpen } from "./stays-open.ts";

/** What is asked below an answer, in English, German, French and Spanish; others mark the button by `data-personal-rank-action`. */
const QUESTION = /help|useful|solve|hilfreich|geholfen|gelöst|utile|aidé|útil|ayud|resuelt/u;
const YES = /👍|(?<!\p{L})(yes|helpful|thumbs up|ja|hilfreich|oui|utile|sí|útil)(?!\p{L})/u;
const NO = /👎|(?<!\p{L})(no|not|unhelpful|thumbs down|nein|nicht|non|pas)(?!\p{L})|n[’']t/u;
/** How far above a button its question may stand, and how long a text may be that is one. */
const QUESTION_LEVELS = 4;
const QUESTION_CHARACTERS = 300;
/** Shorter texts are marked by accident. */
const MIN_COPIED_CHARACTERS = 8;

/**
 * Tells which answers helped, were copied from, or were unfolded. "No, it did not help" is no sign against an answer: whoever says
 * so is still looking, and the answers next to this one are the likeliest to help.
 *
 * @returns Stops watching.
 */
export function observeAnswers({ kind, cardOf, chosen, acted }: KindSigns): () => void {
  const onClick = (event: Event): void => {
    const control = pressedControl(event);
    if (control === null) return;
    const { element, name, action } = control;
    const hasHelped = action === null ? isYes(element, name) : action === "helped";
    if (hasHelped) acted("goal", itemIdsOf(element, cardOf, kind), staysOpen(event));
    else if (opens(element)) chosen(itemIdsOf(element, cardOf, kind));
  };
  const onCopy = ({ target }: Event): void => {
    if (!(target instanceof Element) || target.closest("input, textarea, [contenteditable]") !== null) return;
    if (String(getSelection()).trim().length < MIN_COPIED_CHARACTERS) return;
    acted("engage", itemIdsOf(target, cardOf, kind));
  };
  const stops = [listenToPage(["click"], onClick), listenToPage(["copy"], onCopy)];
  return () => {
    for (const stop of stops) stop();
  };
}

function isYes(control: Element, name: string): boolean {
  return YES.test(name) && !NO.test(name) && (QUESTION.test(name) || isAsked(control));
}

function isAsked(control: Element): boolean {
  let above = control.parentElement;
  for (let level = 0; level < QUESTION_LEVELS && above !== null; level++) {
    const text = above.textContent ?? "";
    if (text.length > QUESTION_CHARACTERS) return false;
    if (QUESTION.test(text.toLowerCase())) return true;
    above = above.parentElement;
  }
  return false;
}
