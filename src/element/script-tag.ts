import type { RankHandle } from "../page/rank-handle.ts";
import { SETTING_NAMES } from "../page/setting-names.ts";
import { startTag, type Tag } from "../page/tag.ts";

/**
 * Serves `<script type="module" src="…/personal-rank.js" data-…>`: the whole product on a page that cannot be edited
 * any further. A change of its `data-` attributes starts it again; `data-consent` going from granted to denied
 * erases what was learned.
 *
 * @param scriptUrl URL of the running module, by which its tag is found.
 * @returns What the page may call; null if no script tag with a `data-` setting brought this module.
 */
export function serveScriptTag(scriptUrl: string): RankHandle | null {
  const script = [...document.querySelectorAll<HTMLScriptElement>("script[src]")].find(
    (candidate) =>
      candidate.src === scriptUrl && SETTING_NAMES.some((name) => candidate.hasAttribute(`data-${name}`)),
  );
  if (script === undefined) return null;
  const start = (): Tag =>
    startTag({ read: (name) => script.getAttribute(`data-${name}`), scriptUrl, host: null });
  let tag = start();
  new MutationObserver((records) => {
    const now = (name: string | null): string | null => script.getAttribute(name ?? "");
    // Writing the value that is there already is a change to the browser, and none to us.
    if (records.every(({ attributeName, oldValue }) => oldValue === now(attributeName))) return;
    const wasGranted =
      records.find(({ attributeName }) => attributeName === "data-consent")?.oldValue === "granted";
    if (wasGranted && now("data-consent") !== "granted") tag.withdraw();
    tag.stop();
    tag = start();
  }).observe(script, {
    attributes: true,
    attributeOldValue: true,
    attributeFilter: SETTING_NAMES.map((name) => `data-${name}`),
  });
  return {
    get state() {
      return tag.state;
    },
    get hasList() {
      return tag.hasList;
    },
    get ranking() {
      return tag.ranking;
    },
    get rankings() {
      return tag.rankings;
    },
    get isOn() {
      return tag.isOn;
    },
    get feedback() {
      return tag.feedback;
    },
    candidateOf: (itemId) => tag.candidateOf(itemId),
    turn: (isOn) => tag.turn(isOn),
    inspect: () => tag.inspect(),
    share: () => tag.share(),
    exposure: () => tag.exposure(),
    whatIf: (changes) => tag.whatIf(changes),
    timeline: (listId) => tag.timeline(listId),
    replayPersona: (liked, listId) => tag.replayPersona(liked, listId),
    exportState: () => tag.exportState(),
    importState: (json) => tag.importState(json),
    forget: (what) => tag.forget(what),
    rank: () => tag.rank(),
  };
}
