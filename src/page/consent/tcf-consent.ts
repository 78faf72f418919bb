import type { Answer, MakeConsentPlatform } from "./consent-platform.ts";

/**
 * Purposes of the IAB's framework that an order by what the visitor did needs, all of them by consent: 1, storing on the
 * device; 5, profiles to personalise content; 6, content selected by such profiles.
 */
const PURPOSES = [1, 5, 6];

/**
 * Listens to a consent platform of the IAB Transparency and Consent Framework 2.2 or later. Its stub is enough: it keeps the
 * question until the platform has loaded.
 *
 * @see https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
export const tcfConsent: MakeConsentPlatform = (onAnswer) => {
  let ask: ((...question: unknown[]) => unknown) | null = null;
  let isStopped = false;
  let listenerId: unknown;

  const hear = (tcData: unknown, isSuccess: unknown): void => {
    if (isStopped || isSuccess !== true) return;
    try {
      listenerId = (tcData as { listenerId?: unknown }).listenerId;
      const answer = readTcData(tcData);
      if (answer !== null) onAnswer(answer);
    } catch {
      // An object that cannot be read says nothing.
    }
  };

  return {
    look: () => {
      if (ask !== null) return true;
      const api: unknown = Reflect.get(window, "__tcfapi");
      if (typeof api !== "function") return false;
      ask = (...question) => Reflect.apply(api, window, question) as unknown;
      onAnswer(null);
      ask("addEventListener", 2, hear);
      return true;
    },
    stop: () => {
      isStopped = true;
      if (listenerId !== undefined) ask?.("removeEventListener", 2, () => undefined, listenerId);
    },
  };
};

/**
 * What one `TCData` object says. While the visitor is being asked (`cmpuishown`) it says nothing; where the GDPR does not
 * apply the framework asks nobody, and has no objection.
 */
export function readTcData(tcData: unknown): Answer {
  const { gdprApplies, eventStatus, purpose } = (tcData ?? {}) as Record<string, unknown>;
  if (gdprApplies === false) return true;
  if (gdprApplies !== true || (eventStatus !== "tcloaded" && eventStatus !== "useractioncomplete"))
    return null;
  const consents = ((purpose ?? {}) as { consents?: unknown }).consents ?? {};
  return PURPOSES.every((id) => (consents as Record<number, unknown>)[id] === true);
}
