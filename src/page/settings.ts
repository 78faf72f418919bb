import type { ExposureRules } from "../ranking/exposure-rules.ts";
import type { StartOptions } from "../worker/protocol.ts";
import type { ApplyMode } from "./apply/order-applier.ts";
import { type FileBeside, fileBeside } from "./file-beside.ts";
import { hasGlobalPrivacyControl } from "./consent/global-privacy-control.ts";
import { exposureSettings } from "./exposure-settings.ts";
import { type Kind, KINDS } from "./kinds.ts";
import { pageQuery } from "./lists/page-query.ts";
import type { SettingName } from "./setting-names.ts";

/** Checked settings with every default filled in. */
export interface Settings {
  /** CSS selector of the lists; "none" where there is none; null where they are to be found. */
  readonly listSelector: string | null;
  readonly itemSelector: string | null;
  /** Of the first list; null if it was not named. */
  readonly listId: string | null;
  /** What the visitor asks for now: a page without page loads changes it. */
  readonly query: () => string;
  readonly kind: Kind;
  readonly apply: ApplyMode;
  /** Name of the array to which the page pushes its GA4 events; null if they are not to be read. */
  readonly ga4: string | null;
  /** What the shop wants of every order, whoever it is for. */
  readonly rules: ExposureRules;
  /** What the worker is told; no `syncUrl` means that nothing is ever sent, and without it monitoring does nothing. */
  readonly start: StartOptions;
  /** Whether the next page of the list is read ahead, so that it is ranked at once when it comes. */
  readonly prepare: "none" | "next-page";
  readonly worker: FileBeside;
}

/**
 * Reads the settings of one tag.
 *
 * @param read       Gives one attribute by its name, or null.
 * @param scriptUrl  URL of the page script: model and worker lie beside it unless said otherwise.
 * @param onProblem  Told of a value that is not one of those allowed; the default is used.
 */
export function readSettings(
  read: (name: SettingName) => string | null,
  { scriptUrl, onProblem }: { scriptUrl: string; onProblem: (message: string) => void },
): Settings {
  const oneOf = <Value extends string>(name: SettingName, allowed: readonly Value[]): Value => {
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
  const urlOf = (name: SettingName, fallback: string | null): string | null => {
    const given = read(name);
    if (given === null) return fallback;
    try {
      return new URL(given, document.baseURI).href;
    } catch {
      onProblem(`Cannot use ${name}="${given}": expected a URL; ${fallback ?? "no server"} is used`);
      return fallback;
    }
  };
  const shareOf = (name: SettingName, most: number): number => {
    const given = read(name);
    // An empty text would be 0 as a number.
    const value = given === null ? 0 : given.trim() === "" ? Number.NaN : Number(given);
    if (value >= 0 && value <= most) return value;
    onProblem(`Cannot use ${name}="${given}": expected a number from 0 to ${most}; "0" is used`);
    return 0;
  };
  const monitor = oneOf("monitor", ["none", "beacon"]);
  if (monitor !== "none" && read("sync") === null)
    onProblem(`Cannot use monitor="${monitor}" without a server; name one, as in sync="/v1"`);
  oneOf("inspect", ["asked", "never"]); // read by the tag itself; checked here
  const besideScript = (path: string): string => new URL(path, scriptUrl).href;
  return {
    listSelector: read("list"),
    itemSelector: read("item"),
    listId: read("list-id"),
    query: () => read("query") ?? pageQuery(document, location.href),
    kind: oneOf("kind", KINDS),
    apply: oneOf("apply", ["auto", "move", "slot", "order", "event"]),
    ga4: read("ga4") === "none" ? null : (read("ga4") ?? "dataLayer"),
    rules: exposureSettings(read, onProblem),
    start: {
      modelUrl: urlOf("model", besideScript("models/shelf-mini"))!.replace(/\/?$/, "/"), // the fallback is not null
      // A visitor's browser that signals Global Privacy Control asks not to share: nothing is sent, whatever the page says.
      syncUrl: hasGlobalPrivacyControl() ? null : (urlOf("sync", null)?.replace(/\/$/, "") ?? null),
      syncKey: read("sync-key"),
      syncToken: read("sync-token"),
      learner: oneOf("learner", ["bayes", "sgd", "adamw"]),
      learns: oneOf("learns", ["last-layer", "personal-vector", "all-layers"]),
      explore: oneOf("explore", ["none", "epsilon", "thompson"]),
      holdOut: shareOf("hold-out", 0.5),
      interleave: oneOf("interleave", ["none", "team-draft"]),
      monitor,
      backend: oneOf("backend", ["auto", "webgpu", "wasm", "wasm-fast"]),
    },
    prepare: oneOf("prepare", ["none", "next-page"]),
    worker: workerFile(urlOf("worker", null), scriptUrl),
  };
}

/** Beside the script, unless the author says otherwise. One that is fetched has to be one file. */
function workerFile(url: string | null, scriptUrl: string): FileBeside {
  if (url !== null) return { url, integrity: "" };
  const whole = fileBeside(scriptUrl, "personal-rank-worker-whole.js");
  const isFetched = whole.integrity !== "" || new URL(scriptUrl).origin !== location.origin;
  return isFetched ? whole : fileBeside(scriptUrl, "personal-rank-worker.js");
}
