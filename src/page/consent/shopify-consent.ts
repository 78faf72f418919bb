import type { MakeConsentPlatform } from "./consent-platform.ts";

/**
 * Listens to Shopify's Customer Privacy API, which weighs the shop's settings, the visitor's region and the visitor's choice.
 * The storefront's script may come late, and loads the API only when it is asked to.
 *
 * @see https://shopify.dev/docs/api/customer-privacy
 */
export const shopifyConsent: MakeConsentPlatform = (onAnswer) => {
  let isAsked = false;
  let isStopped = false;

  /** @param isAnswered The visitor has just chosen: what is not allowed now is a no. */
  const read = (isAnswered: boolean): boolean => {
    const shopify = objectAt(window, "Shopify");
    const privacy = objectAt(shopify, "customerPrivacy");
    if (privacy !== null && typeof privacy["preferencesProcessingAllowed"] === "function") {
      const isAllowed = call(privacy, "preferencesProcessingAllowed") === true;
      onAnswer(isAllowed || (isAnswered || hasRefused(privacy) ? false : null));
      return true;
    }
    if (shopify !== null && typeof shopify["loadFeatures"] === "function" && !isAsked) {
      isAsked = true;
      onAnswer(null);
      call(shopify, "loadFeatures", [{ name: "consent-tracking-api", version: "0.1" }], () =>
        tryToRead(false),
      );
    }
    return false;
  };
  /** For the page's own calls, into which nothing may be thrown. */
  const tryToRead = (isAnswered: boolean): void => {
    try {
      if (!isStopped) read(isAnswered);
    } catch {
      // What cannot be asked has not answered.
    }
  };
  const onCollected = (): void => tryToRead(true);
  document.addEventListener("visitorConsentCollected", onCollected);

  return {
    look: () => read(false),
    stop: () => {
      isStopped = true;
      document.removeEventListener("visitorConsentCollected", onCollected);
    },
  };
};

/** An empty text stands for a visitor who has not been asked, or has not answered. */
function hasRefused(privacy: Record<string, unknown>): boolean {
  if (typeof privacy["currentVisitorConsent"] !== "function") return false;
  const consent = call(privacy, "currentVisitorConsent");
  return (consent as { preferences?: unknown } | null | undefined)?.preferences === "no";
}

function objectAt(holder: object | null, name: string): Record<string, unknown> | null {
  const value: unknown = holder === null ? null : Reflect.get(holder, name);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}

function call(holder: Record<string, unknown>, name: string, ...args: unknown[]): unknown {
  return Reflect.apply(holder[name] as (...args: unknown[]) => unknown, holder, args); // the caller has looked that it is one
}
