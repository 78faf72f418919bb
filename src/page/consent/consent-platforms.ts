import type { Answer, ConsentPlatform, MakeConsentPlatform } from "./consent-platform.ts";
import { googleConsent } from "./google-consent.ts";
import { shopifyConsent } from "./shopify-consent.ts";
import { tcfConsent } from "./tcf-consent.ts";

/** What is asked of the visitor's own switch. An argument, so that the page script and this file share no module. */
export interface PrivacyControl {
  readonly isHeldByPrivacyControl: () => boolean;
  readonly watchSwitch: (onChange: () => void) => () => void;
}

const PLATFORMS: ReadonlyMap<string, MakeConsentPlatform> = new Map([
  ["tcf", tcfConsent],
  ["consent-mode", googleConsent],
  ["shopify", shopifyConsent],
]);
const LOOK_EVERY_MS = 250;
/** After this long on a page that has loaded, a platform that is not there is not looked for any more. */
const LOOK_FOR_MS = 10_000;

/**
 * Listens to one platform, or with `auto` to all that the page has: each of them must grant. With `auto`, besides, Global
 * Privacy Control is a no until the visitor asks for personal orders with the tag's own switch.
 *
 * The first answer with `auto` waits until the document has been read: a platform may stand further down. One that turns up
 * later counts from its first answer.
 *
 * @param onChange As in `watchConsent`.
 * @returns Stops it.
 */
export function watchPlatforms(
  source: string,
  onChange: (isGranted: boolean) => void,
  { isHeldByPrivacyControl, watchSwitch }: PrivacyControl,
): () => void {
  const isAuto = source === "auto";
  const makers = isAuto ? [...PLATFORMS.values()] : [PLATFORMS.get(source) ?? []].flat();
  if (makers.length === 0) {
    const names = ["granted", "denied", "auto", ...PLATFORMS.keys()].join(", ");
    console.warn(`personal-rank: Cannot use consent="${source}": expected one of ${names}; "denied" is used`);
  }
  /** Of those found. */
  const answers = new Map<MakeConsentPlatform, Answer>();
  let told: Answer = null;
  let isStopped = false;
  let isLooking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looksLeft = LOOK_FOR_MS / LOOK_EVERY_MS;

  const decide = (): void => {
    const given = [...answers.values()];
    let answer: Answer = null;
    if (given.includes(false) || (isAuto && isHeldByPrivacyControl())) answer = false;
    else if (given.length > 0 && !given.includes(null)) answer = true;
    if (answer === true && isAuto && document.readyState === "loading") return;
    if (isStopped || answer === null || answer === told) return;
    told = answer;
    onChange(answer);
  };
  const platforms = makers.map((make) =>
    make((answer) => {
      const before = answers.get(make);
      // What was allowed and no longer is has been taken back; what has not been answered again stays as it was.
      answers.set(make, answer ?? (before === true ? false : (before ?? null)));
      if (!isLooking) decide();
    }),
  );

  /** The yes of the first must not be told before the second was looked for. */
  const lookFor = (wanted: readonly ConsentPlatform[]): readonly ConsentPlatform[] => {
    isLooking = true;
    const missing = wanted.filter((platform) => !isFound(platform));
    isLooking = false;
    decide();
    return missing;
  };
  let missing: readonly ConsentPlatform[] = platforms;
  const look = (): void => {
    missing = lookFor(missing);
    if (document.readyState === "complete") looksLeft--;
    if (missing.length > 0 && looksLeft >= 0) timer = setTimeout(look, LOOK_EVERY_MS);
  };
  /** A page that comes back from the browser's cache has missed what was chosen meanwhile. */
  const onShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) lookFor(platforms);
  };
  document.addEventListener("DOMContentLoaded", decide);
  addEventListener("pageshow", onShow);
  const stopSwitch = watchSwitch(decide);
  look();

  return () => {
    isStopped = true;
    clearTimeout(timer);
    stopSwitch();
    document.removeEventListener("DOMContentLoaded", decide);
    removeEventListener("pageshow", onShow);
    for (const platform of platforms) stopQuietly(platform);
  };
}

/** A page's platform may throw whatever it likes: then it has not been found. */
function isFound(platform: ConsentPlatform): boolean {
  try {
    return platform.look();
  } catch {
    return false;
  }
}

function stopQuietly(platform: ConsentPlatform): void {
  try {
    platform.stop();
  } catch {
    // Its listener does nothing from here on.
  }
}
