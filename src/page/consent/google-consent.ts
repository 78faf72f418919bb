import type { Answer, MakeConsentPlatform } from "./consent-platform.ts";
import { type ConsentCommand, parseConsentCommand, STORAGE_TYPES } from "./parse-consent-command.ts";

/** Nobody waits longer than this for an update that was announced. */
const MAX_WAIT_MS = 10_000;

/**
 * Listens to Google Consent Mode: the `default` and `update` commands in `dataLayer`, those that are there already and those to
 * come. Commands that name neither of our two types of storage are none of our business.
 *
 * @see https://developers.google.com/tag-platform/security/guides/consent
 */
export const googleConsent: MakeConsentPlatform = (onAnswer) => {
  const state = consentModeState();
  let layer: unknown[] | null = null;
  let unhook = (): void => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isFound = false;

  const tell = (): void => onAnswer(state.answer());
  const hear = (entries: readonly unknown[]): void => {
    let isOurs = false;
    for (const entry of entries) {
      const command = parseConsentCommand(entry);
      if (command === null) continue;
      isOurs = true;
      state.take(command);
      if (command.waitMs === 0) continue;
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          state.endWait();
          tell();
        },
        Math.min(command.waitMs, MAX_WAIT_MS),
      );
    }
    isFound ||= isOurs;
    if (isOurs) tell();
  };

  return {
    look: () => {
      const now: unknown = Reflect.get(window, "dataLayer");
      if (Array.isArray(now) && now !== layer) {
        unhook();
        layer = now;
        unhook = hookPush(now, hear);
        hear(now);
      }
      return isFound;
    },
    stop: () => {
      clearTimeout(timer);
      unhook();
    },
  };
};

/**
 * What all commands so far say together. An update says what the visitor chose, a default what holds until then. The
 * visitor's region is not known here: where a default for some region denies, it is taken to be the visitor's.
 */
export function consentModeState(): {
  take(command: ConsentCommand): void;
  /** The time that a default wanted an update to be waited for is over. */
  endWait(): void;
  answer(): Answer;
} {
  const defaults = new Map<string, boolean>();
  const regionalNos = new Set<string>();
  const updates = new Map<string, boolean>();
  let isWaiting = false;
  return {
    take: ({ isUpdate, isRegional, values, waitMs }) => {
      if (isUpdate) isWaiting = false;
      else if (waitMs > 0) isWaiting = true;
      for (const [type, isGranted] of values) {
        if (isUpdate) updates.set(type, isGranted);
        else if (!isRegional) defaults.set(type, isGranted);
        else if (!isGranted) regionalNos.add(type);
      }
    },
    endWait: () => {
      isWaiting = false;
    },
    answer: () => {
      if ([...updates.values()].includes(false)) return false;
      const isGranted = STORAGE_TYPES.every(
        (type) => updates.get(type) ?? (defaults.get(type) === true && !regionalNos.has(type)),
      );
      return isGranted && !isWaiting ? true : null;
    },
  };
}

/** Hears what is pushed from now on, after the page's own `push`, whatever that does. */
function hookPush(layer: unknown[], hear: (entries: readonly unknown[]) => void): () => void {
  const push = layer.push;
  const isOwn = Object.hasOwn(layer, "push");
  let isStopped = false;
  const ours = (...entries: unknown[]): number => {
    const length = push.apply(layer, entries);
    if (!isStopped) hear(entries);
    return length;
  };
  layer.push = ours;
  return () => {
    isStopped = true;
    if (layer.push !== ours) return; // somebody has wrapped it since
    if (isOwn) layer.push = push;
    else Reflect.deleteProperty(layer, "push");
  };
}
