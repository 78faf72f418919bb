/** What TypeScript's library does not have yet: https://www.w3.org/TR/trusted-types/ */
interface WithTrustedTypes {
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string },
    ): { createScriptURL(url: string): unknown };
  };
}

let policy: { createScriptURL(url: string): unknown } | null | undefined;

/**
 * A URL that a page with Trusted Types lets a worker be made from, if it allows the policy `personal-rank`. Only for URLs that we
 * made ourselves or that stand on the tag.
 *
 * @returns A `TrustedScriptURL`; the text itself where there is no such thing, or where the page does not allow it: it refuses then.
 */
export function trustedUrl(url: string): string {
  if (policy === undefined) {
    try {
      policy =
        (window as WithTrustedTypes).trustedTypes?.createPolicy("personal-rank", {
          createScriptURL: (own) => own,
        }) ?? null;
    } catch {
      policy = null; // not among the page's `trusted-types`
    }
  }
  return (policy?.createScriptURL(url) ?? url) as string; // the DOM takes either
}
