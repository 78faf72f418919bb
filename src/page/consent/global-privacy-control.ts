/**
 * Whether the browser signals Global Privacy Control: the visitor asks that nothing be sold or shared.
 *
 * @see https://www.w3.org/TR/gpc/
 */
export function hasGlobalPrivacyControl(): boolean {
  return (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true; // not in TypeScript's DOM yet
}
