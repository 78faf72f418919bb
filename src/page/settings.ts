import type {
  BackendChoice,
  ExploreName,
  InterleaveName,
  LearnerName,
  LearnsName,
} from "../worker/protocol.ts";

/** What a page author wrote on the tag. The element's attributes have these names; the script tag's start with `data-`. */
export const SETTING_NAMES = [
  "list",
  "item",
  "list-id",
  "query",
  "model",
  "sync",
  "consent",
  "learner",
  "learns",
  "explore",
  "hold-out",
  "interleave",
  "prepare",
  "backend",
  "worker",
] as const;

/** Checked settings with every default filled in. */
export interface Settings {
  /** CSS selector of the list; null on the element, which is around its list, and on pages without one. */
  readonly listSelector: string | null;
  readonly itemSelector: string | null;
  readonly listId: string;
  readonly query: string;
  /** Absolute, with a trailing slash. */
  readonly modelUrl: string;
  /** Absolute; null means that nothing is ever sent. */
  readonly syncUrl: string | null;
  readonly hasConsent: boolean;
  readonly learner: LearnerName;
  readonly learns: LearnsName;
  readonly explore: ExploreName;
  /** Share of page views that serve the comparison with the shop's order, in [0, 0.5]. */
  readonly holdOut: number;
  readonly interleave: InterleaveName;
  /** Whether the next page of the list is read ahead, so that it is ranked at once when it comes. */
  readonly prepare: "none" | "next-page";
  readonly backend: BackendChoice;
  readonly workerUrl: string;
}

/**
 * Reads the settings of one tag.
 *
 * @param read       Gives one attribute by its name in {@link SETTING_NAMES}, or null.
 * @param scriptUrl  URL of the page script: model and worker lie beside it unless said otherwise.
 * @param onProblem  Told of a value that is not one of those allowed; the default is used.
 */
export function readSettings(
  read: (name: (typeof SETTING_NAMES)[number]) => string | null,
  { scriptUrl, onProblem }: { scriptUrl: string; onProblem: (message: string) => void },
): Settings {
  const oneOf = <Value extends string>(
    name: (typeof SETTING_NAMES)[number],
    allowed: readonly Value[],
  ): Value => {
    const given = read(name);
    const value = allowed.find((candidate) => candidate === given);
    if (value === undefined && given !== null) {
      onProblem(
        `Cannot use ${name}="${given}": expected one of ${allowed.join(", ")}; "${allowed[0]}" is used`,
      );
    }
    return value ?? allowed[0];
  };
  /** What the author wrote, against the page; where that is no URL, `fallback`. */
  const urlOf = (name: (typeof SETTING_NAMES)[number], fallback: string | null): string | null => {
    const given = read(name);
    if (given === null) return fallback;
    try {
      return new URL(given, document.baseURI).href;
    } catch {
      onProblem(`Cannot use ${name}="${given}": expected a URL; ${fallback ?? "no server"} is used`);
      return fallback;
    }
  };
  const shareOf = (name: (typeof SETTING_NAMES)[number], most: number): number => {
    const given = read(name);
    // An empty text would be 0 as a number.
    const value = given === null ? 0 : given.trim() === "" ? Number.NaN : Number(given);
    if (value >= 0 && value <= most) return value;
    onProblem(`Cannot use ${name}="${given}": expected a number from 0 to ${most}; "0" is used`);
    return 0;
  };
  const besideScript = (path: string): string => new URL(path, scriptUrl).href;
  return {
    listSelector: read("list"),
    itemSelector: read("item"),
    listId: read("list-id") ?? "list",
    query: read("query") ?? "",
    modelUrl: urlOf("model", besideScript("models/shelf-mini"))!.replace(/\/?$/, "/"), // the fallback is not null
    // A visitor's browser that signals Global Privacy Control asks not to share: nothing is sent, whatever the page says.
    syncUrl: hasGlobalPrivacyControl() ? null : (urlOf("sync", null)?.replace(/\/$/, "") ?? null),
    hasConsent: oneOf("consent", ["denied", "granted"]) === "granted",
    learner: oneOf("learner", ["bayes", "sgd", "adamw"]),
    learns: oneOf("learns", ["last-layer", "personal-vector", "all-layers"]),
    explore: oneOf("explore", ["none", "epsilon", "thompson"]),
    holdOut: shareOf("hold-out", 0.5),
    interleave: oneOf("interleave", ["none", "team-draft"]),
    prepare: oneOf("prepare", ["none", "next-page"]),
    backend: oneOf("backend", ["auto", "webgpu", "wasm", "wasm-fast"]),
    workerUrl: urlOf("worker", besideScript("personal-rank-worker.js"))!, // the fallback is not null
  };
}

/** @see https://w3c.github.io/gpc/ */
function hasGlobalPrivacyControl(): boolean {
  return (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true; // not in TypeScript's DOM yet
}
