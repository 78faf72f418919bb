import { RankError } from "../base/errors.ts";
import { type ListTarget, type RankSession, rankSession } from "../page/rank-session.ts";
import { reporter } from "../page/report.ts";
import { readSettings, SETTING_NAMES, type Settings } from "../page/settings.ts";
import type { RankHandle } from "./rank-handle.ts";

const DEFAULT_ITEM_SELECTOR = ":scope > *";

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
  let session = startTag(script, scriptUrl);
  new MutationObserver((records) => {
    const now = (name: string | null): string | null => script.getAttribute(name ?? "");
    // Writing the value that is there already is a change to the browser, and none to us.
    if (records.every(({ attributeName, oldValue }) => oldValue === now(attributeName))) return;
    const wasGranted =
      records.find(({ attributeName }) => attributeName === "data-consent")?.oldValue === "granted";
    if (wasGranted && now("data-consent") !== "granted") session.withdraw();
    else session.stop();
    session = startTag(script, scriptUrl);
  }).observe(script, {
    attributes: true,
    attributeOldValue: true,
    attributeFilter: SETTING_NAMES.map((name) => `data-${name}`),
  });
  return {
    get state() {
      return session.state;
    },
    get hasList() {
      return session.hasList;
    },
    get ranking() {
      return session.ranking;
    },
    inspect: () => session.inspect(),
    share: () => session.share(),
    forget: (what) => session.forget(what),
    rank: () => session.rank(),
  };
}

function startTag(script: HTMLScriptElement, scriptUrl: string): RankSession {
  const problems: string[] = [];
  const settings = readSettings((name) => script.getAttribute(`data-${name}`), {
    scriptUrl,
    onProblem: (message) => problems.push(message),
  });
  const list = settings.listSelector === null ? null : find(settings.listSelector);
  const events = list ?? document;
  const report = reporter(events);
  for (const problem of problems) report(new RankError("protocol", problem), "degraded");
  if (settings.listSelector !== null && list === null) {
    report(
      new RankError(
        "list-not-found",
        `Cannot find the list to rank: no element matches data-list="${settings.listSelector}"`,
      ),
      "stopped",
    );
  }
  return rankSession(settings, { target: targetOf(list, settings), events, report });
}

function targetOf(list: HTMLElement | null, { itemSelector }: Settings): ListTarget | null {
  return list === null ? null : { list, itemSelector: itemSelector ?? DEFAULT_ITEM_SELECTOR };
}

function find(selector: string): HTMLElement | null {
  try {
    return document.querySelector<HTMLElement>(selector);
  } catch {
    return null; // not a selector: reported as a list that was not found, with the selector in the message
  }
}
