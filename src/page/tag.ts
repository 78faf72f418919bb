import { DATABASE_NAME } from "../base/database-name.ts";
import { RankError } from "../base/errors.ts";
import { LEAVING_MS } from "../base/leaving-ms.ts";
import { isErasureUnfinished } from "./consent/erasure-mark.ts";
import { isSwitchedOff, switchOff, switchOn, watchSwitch } from "./consent/visitor-switch.ts";
import { watchConsent } from "./consent/watch-consent.ts";
import { observeActions } from "./feedback/observe-actions.ts";
import { queuedFeedback } from "./feedback/queued-feedback.ts";
import { bundled } from "./bundled.ts";
import { fileBeside } from "./file-beside.ts";
import { importFile } from "./import-file.ts";
import type { RankHandle, TagState } from "./rank-handle.ts";
import type { RankSession } from "./rank-session.ts";
import { reporter } from "./report.ts";
import type { SettingName } from "./setting-names.ts";
import { inspectWatch, type InspectorModule } from "./watch-inspect.ts";

/** One tag of the page: an element, or a script tag. */
export interface TagSource {
  readonly read: (name: SettingName) => string | null;
  /** URL of the page script, beside which everything else lies. */
  readonly scriptUrl: string;
  /** The element, which is around its lists; null for a script tag, whose lists are anywhere on the page. */
  readonly host: HTMLElement | null;
}

/** What the file of the session exports. */
export type SessionModule = typeof import("../session.ts");

/** A tag that runs, and what the page may call. */
export interface Tag extends RankHandle {
  /** Ends the worker at once; the page keeps the order it has. */
  stop(): void;
  /** As {@link Tag.stop}; besides, the shop's order comes back and everything stored is erased. */
  withdraw(): void;
}

const watchInspect = inspectWatch();

/**
 * Waits for consent and for the visitor's own switch, and only then loads and starts all the rest: until then nothing is
 * loaded, stored or sent.
 */
export function startTag(source: TagSource): Tag {
  const report = reporter(source.host ?? document);
  const consent = source.read("consent") ?? "denied";
  const feedback = queuedFeedback();
  let session: RankSession | null = null;
  let isGranted = false;
  let isStopped = false;
  /** Counts starts and ends: what was loaded for a start that is over is dropped. */
  let turns = 0;
  let isLoading = false;
  let stopActions = (): void => undefined;

  const load = (use: (loaded: SessionModule) => void): void => {
    const run = async (): Promise<void> => {
      const loaded = await part<SessionModule>(source, "personal-rank-session.js");
      await new Promise((resolve) => setTimeout(resolve)); // running the script was one task; starting what is in it is another
      use(loaded);
    };
    run().catch((cause: unknown) => {
      const error = new RankError(
        "worker-failed",
        `Cannot rank because personal-rank-session.js did not start: ${String(cause)}; serve it beside the page script, and see docs/hosting.md for what the page's Content-Security-Policy has to allow`,
        { cause },
      );
      setTimeout(() => report(error, "stopped"), LEAVING_MS);
    });
  };
  const erase = (): void => load(({ eraseAll }) => void eraseAll(report));
  const end = (): void => {
    turns++;
    isLoading = false;
    stopActions();
    feedback.close();
    session?.stop();
    session = null;
  };
  const begin = (): void => {
    if (session !== null || isLoading) return;
    isLoading = true;
    feedback.open();
    stopActions = observeActions(feedback.sink); // a thank-you page tells its purchase before anything has loaded
    const turn = turns;
    load(({ rankSession }) => {
      if (turn !== turns) return;
      isLoading = false;
      session = rankSession({ ...source, report });
      feedback.passTo(session.feedback);
    });
  };
  const withdraw = (): void => {
    session?.restoreShopOrder();
    end();
    erase();
  };
  const onSwitch = (): void => {
    if (isSwitchedOff()) {
      session?.restoreShopOrder();
      end();
    } else if (isGranted && !isStopped) begin();
  };
  const stopSwitch = watchSwitch(onSwitch);
  const onConsent = (isNowGranted: boolean): void => {
    const wasGranted = isGranted;
    isGranted = isNowGranted;
    if (isGranted) onSwitch();
    else if (wasGranted || isErasureUnfinished()) withdraw();
    // Whoever waits for a word that is yet to be said has `denied` on the tag; a platform's no is a no, also to what is there.
    else if (consent !== "denied")
      void hasStored().then((hasAny) => (hasAny && !isGranted ? erase() : undefined));
  };
  const stopConsent = watchConsent(consent, onConsent, () =>
    part(source, "personal-rank-consent-platforms.js"),
  );
  const stopInspect =
    source.read("inspect") === "never"
      ? () => undefined
      : watchInspect(() => part<InspectorModule>(source, "rank-inspector.js"));
  const need = (): RankSession => {
    if (session !== null) return session;
    throw new RankError(
      "worker-failed",
      `Cannot ask the worker because the tag is "${state()}"; it needs the visitor's consent`,
    );
  };
  const state = (): TagState => {
    if (isStopped) return "stopped";
    if (!isGranted) return "waiting-for-consent";
    if (isSwitchedOff()) return "switched-off";
    return session?.state ?? "starting";
  };
  return {
    get state() {
      return state();
    },
    get hasList() {
      return session?.hasList ?? source.read("list") !== "none";
    },
    get ranking() {
      return session?.rankings[0] ?? null;
    },
    get rankings() {
      return session?.rankings ?? [];
    },
    candidateOf: (itemId) => session?.candidateOf(itemId) ?? null,
    get isOn() {
      return !isSwitchedOff();
    },
    turn: (isOn) => {
      if (isOn) switchOn();
      else switchOff();
      onSwitch();
    },
    inspect: async () => need().inspect(),
    share: async () => need().share(),
    exposure: async () => need().exposure(),
    whatIf: async (changes) => need().whatIf(changes),
    timeline: async (listId) => need().timeline(listId),
    replayPersona: async (liked, listId) => need().replayPersona(liked, listId),
    exportState: async () => need().exportState(),
    importState: async (json) => need().importState(json),
    forget: async (what) => {
      if (session !== null || what !== undefined) return need().forget(what);
      // Switched off: there is no worker to ask, and everything can be erased without.
      const { eraseAll } = await part<SessionModule>(source, "personal-rank-session.js");
      await eraseAll(report);
      return null;
    },
    rank: async () => session?.rank(),
    feedback: feedback.sink,
    stop: () => {
      isStopped = true;
      stopConsent();
      stopSwitch();
      stopInspect();
      end();
    },
    withdraw,
  };
}

/** One of our own modules: built from the file that its type says. */
async function part<Module>({ scriptUrl }: TagSource, name: string): Promise<Module> {
  return (bundled.modules[name] ?? (await importFile(fileBeside(scriptUrl, name)))) as Module;
}

async function hasStored(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === DATABASE_NAME);
  } catch {
    return false; // storage is refused: nothing was kept
  }
}
