import { isHeldByPrivacyControl, watchSwitch } from "./visitor-switch.ts";

/**
 * Tells whether the visitor has consented, at once if that is known, and again whenever it changes. A `false` is always
 * somebody's no: the visitor's, or the shop's. As long as nobody has said anything there is no call at all.
 *
 * What reads the platforms is loaded only where the tag names one.
 *
 * @param source Who says it: `granted` or `denied`, the shop itself; `tcf`, `consent-mode` or `shopify`, that platform; `auto`,
 *   all of these that the page has. Anything else is told on the console and grants nothing.
 * @param load   Loads what reads the platforms.
 * @returns Stops it.
 */
export function watchConsent(
  source: string,
  onChange: (isGranted: boolean) => void,
  load: () => Promise<typeof import("./consent-platforms.ts")>,
): () => void {
  const isGranted = source === "granted";
  if (isGranted || source === "denied") {
    onChange(isGranted);
    return () => undefined;
  }
  let isStopped = false;
  let stop = (): void => {
    isStopped = true;
  };
  load()
    .then(({ watchPlatforms }) => {
      if (!isStopped) stop = watchPlatforms(source, onChange, { isHeldByPrivacyControl, watchSwitch });
    })
    .catch((cause: unknown) =>
      console.warn(`personal-rank: Cannot ask for consent; the shop's order stays: ${String(cause)}`),
    );
  return () => stop();
}
