/** An address up to its `#`: what is loaded. */
export function withoutFragment(url: string): string {
  return url.split("#")[0];
}
