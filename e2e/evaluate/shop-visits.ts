import type { Browser, Page } from "playwright";
import type { Random } from "../../src/base/random.ts";
import { ndcgOf } from "../../src/evaluation/simulate/ndcg.ts";
import { propensityAt, shopPriorAt } from "../../src/ranking/position-model.ts";
import type { RankedItem } from "../../src/ranking/ranking.ts";
import { buys, drawVisit, readMs } from "./draw-visit.ts";
import { type InPage, inPage } from "./in-page.ts";
import { loneTag } from "./lone-tag.ts";
import type { EngineName } from "./evaluate-options.ts";
import { seedChance } from "./seed-chance.ts";
import { openWindow } from "./open-window.ts";
import { type SetDate, setDate } from "./set-date.ts";
import { tagIs } from "./tag-is.ts";
import { watchPage, type WatchedPage } from "./watch-page.ts";
import type { Persona } from "./personas.ts";
import type { VisitLog } from "./visit-log.ts";

const DAY_MS = 86_400_000;
/** 2026-01-05, a Monday, 10:00 UTC: a fixed day, so that the same seed gives the same report. */
const FIRST_DAY_MS = Date.UTC(2026, 0, 5, 10);

/**
 * Lets one persona live: a search each day on the demo shop, clicks by the persona's click model, reading, now and then a purchase,
 * all by what the page itself takes for feedback. The page has no height: nothing counts as seen but what the persona looks at.
 */
export async function liveIn(
  browser: Browser,
  persona: Persona,
  { url, engine }: { readonly url: string; readonly engine: EngineName },
): Promise<VisitLog[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1 } });
  await context.addCookies([{ name: "personal-order", value: hasTag(persona) ? "granted" : "denied", url }]);
  await loneTag(context, engine, { isInterleaved: persona.arm === "interleaved" });
  await watchPage(context);
  const date = await setDate(context, url);
  if (persona.arm === "interleaved") await seedChance(context, persona.seed);
  try {
    const page = await openWindow(context, `${url}/shop/icon.svg`);
    const call = await inPage(page);
    const visits: VisitLog[] = [];
    for (const visit of persona.queries.keys())
      visits.push(await visitShop({ date, page, call, persona, visits, url, engine }, visit));
    return visits;
  } finally {
    await context.close();
  }
}

interface Life {
  readonly date: SetDate;
  readonly page: Page;
  readonly call: InPage;
  readonly persona: Persona;
  readonly visits: readonly VisitLog[];
  readonly url: string;
  readonly engine: EngineName;
}

async function visitShop(life: Life, visit: number): Promise<VisitLog> {
  const { date, page, call, persona, visits, url, engine } = life;
  const query = persona.queries[visit];
  let nowMs = FIRST_DAY_MS + visit * DAY_MS;
  if (persona.arm === "global" && visit > 0)
    await call(() => window.personalRank!.forget().then(() => undefined));
  await date.set(call, nowMs);
  await page.goto(`${url}/search?q=${encodeURIComponent(query)}`);
  const items = hasTag(persona) ? await rankingOf(call) : await shopOrderOf(call);
  const grades = Uint8Array.from(items, ({ id }) => persona.grade.get(id) ?? 0);
  const clicksBefore = visits.reduce((sum, { clicked }) => sum + clicked.length, 0);
  const { clickedPlaces: places, depth, random } = drawVisit(persona, visit, { grades, clicksBefore });
  const first = await watched(call);
  let clickToReorderMs: number | null = null;
  let isBought = false;
  if (hasTag(persona)) {
    for (const [at, place] of places.entries()) {
      const { id } = items[place];
      // What is seen goes with what is chosen, at one moment: alone it would wait for two seconds, which a slow machine has and a quick
      // one has not. A page without a choice teaches nothing anyway.
      const seen = at === 0 ? items.slice(0, depth).map((item) => item.id) : [];
      nowMs += 5_000;
      await date.set(call, nowMs);
      if (at < places.length - 1) clickToReorderMs = await openInTab(call, { id, seen });
      else ({ isBought, nowMs } = await openAndRead(life, { id, seen, nowMs, random, grade: grades[place] }));
    }
  } else isBought = places.length > 0 && buys(grades[places[places.length - 1]], random);
  const last = await watched(call);
  const best = [...items].toSorted(
    (a, b) => (persona.utility.get(b.id) ?? 0) - (persona.utility.get(a.id) ?? 0),
  )[0];
  // A look at everything takes the worker as long as a ranking.
  const isLast = visit === persona.queries.length - 1;
  const { deltaBytes, benefit } =
    hasTag(persona) && isLast
      ? await call(async () => {
          const { delta, benefit } = await window.personalRank!.inspect();
          return { deltaBytes: delta?.bytes.length ?? null, benefit };
        })
      : { deltaBytes: null, benefit: null };
  return {
    engine,
    persona: persona.number,
    clickModel: persona.clickModel,
    arm: persona.arm,
    visit,
    query,
    clicksBefore,
    isKnownQuery: persona.queries.indexOf(query) < visit,
    ndcg: ndcgsOf(items, grades),
    drafts:
      persona.arm === "interleaved" && benefit !== null
        ? { wins: benefit.wins, losses: benefit.losses }
        : null,
    favourite: { shown: best.position, shop: best.shopIndex + 1 },
    top: items.slice(0, 10).map(({ id }) => id),
    clicked: places.map((place) => place + 1),
    isBought,
    examined: items
      .slice(0, depth)
      .map(({ score, propensity }, place) => [score, propensity, places.includes(place) ? 1 : 0]),
    firstRankMs: first.firstRankMs,
    clickToReorderMs,
    longTasksMs: first.longTasksMs,
    bytes: first.bytes,
    heapBytes: first.heapBytes,
    deltaBytes,
    errors: [...new Set([...first.errors, ...last.errors])],
  };
}

/** An item that is chosen, and those that were looked at before if this is the page's first choice. */
interface Choice {
  readonly id: string;
  readonly seen: readonly string[];
}

/** The persona leaves for the product's page, reads, and comes back. */
async function openAndRead(
  { date, page, call }: Life,
  {
    id,
    seen,
    nowMs,
    random,
    grade,
  }: Choice & { readonly nowMs: number; readonly random: Random; readonly grade: number },
): Promise<{ isBought: boolean; nowMs: number }> {
  await Promise.all([
    page.waitForURL(/\/product\//, { waitUntil: "load" }),
    call(
      (chosen) => {
        if (chosen.seen.length > 0) window.personalRank!.feedback.shown(chosen.seen, null);
        const card = `#results > .card[data-id="${CSS.escape(chosen.id)}"]`;
        document.querySelector<HTMLElement>(`${card} a`)!.click();
      },
      { id, seen },
    ),
  ]);
  const backMs = nowMs + readMs(grade);
  const isBought = buys(grade, random);
  if (isBought) await call((bought) => window.personalRank!.feedback.acted("purchase", [bought]), id);
  // The click that led here, and the purchase, are learned before the way back, however slow the machine is.
  await call(tagIs, "ready");
  await untilAnswered(call);
  await date.set(call, backMs);
  await page.goBack({ waitUntil: "load" });
  await call(tagIs, "ranked");
  await untilAnswered(call); // the look has been learned
  await call(tagIs, "settled");
  await untilAnswered(call); // and what came of it is stored
  return { isBought, nowMs: backMs };
}

/** Calls are answered one after another: then all that was learned is stored. Of all calls this one asks least of the worker. */
async function untilAnswered(call: InPage): Promise<void> {
  await call(() => window.personalRank!.exposure().then(() => undefined));
}

function hasTag({ arm }: Persona): boolean {
  return arm !== "shop-order";
}

/** Opened in another tab: the list stays, and is ordered anew. */
function openInTab(call: InPage, choice: Choice): Promise<number | null> {
  return call(
    ({ id, seen }) =>
      new Promise<number | null>((resolve) => {
        const startMs = performance.now();
        const { generation } = window.personalRank!.ranking!;
        const timer = setTimeout(() => resolve(null), 20_000);
        document.addEventListener("personal-rank:order", ({ detail: { ranking } }) => {
          if (ranking.generation <= generation) return; // of something before
          clearTimeout(timer);
          resolve(performance.now() - startMs);
        });
        if (seen.length > 0) window.personalRank!.feedback.shown(seen, null);
        window.personalRank!.feedback.chosen(id, null);
      }),
    choice,
  );
}

/** One place of a page, with what is measured of it. */
interface ShownItem extends Pick<RankedItem, "id" | "shopIndex" | "position" | "propensity" | "score"> {
  /** What is the same for all visitors, and what likeness to this one's history adds to it. */
  readonly global: number;
  readonly history: number;
}

async function rankingOf(call: InPage): Promise<ShownItem[]> {
  await call(tagIs, "ranked");
  return call(() =>
    window.personalRank!.ranking!.items.map(({ id, shopIndex, position, propensity, score, parts }) => ({
      id,
      shopIndex,
      position,
      propensity,
      score,
      global: parts.shop + parts.global,
      history: parts.groups.history,
    })),
  );
}

/** What a page without the tag shows. */
async function shopOrderOf(call: InPage): Promise<ShownItem[]> {
  const ids = await call(() =>
    Array.from(
      document.querySelectorAll<HTMLElement>("#results > .card"),
      ({ dataset }) => dataset["id"]!, // every card of the demo has one
    ),
  );
  return ids.map((id, place) => ({
    id,
    shopIndex: place,
    position: place + 1,
    propensity: propensityAt(place + 1),
    score: shopPriorAt(place),
    global: shopPriorAt(place),
    history: 0,
  }));
}

/** The same list by its score, by what of it is the same for all visitors, and as the shop has it. */
function ndcgsOf(items: readonly ShownItem[], grades: Uint8Array): VisitLog["ndcg"] {
  const by = (score: (item: ShownItem) => number): number => ndcgOf(Float64Array.from(items, score), grades);
  // Of a drafted list too: not its own places, but those that the scores would give.
  const personal = by(({ score }) => score);
  if (Number.isNaN(personal)) return null;
  return {
    personal,
    global: by(({ global }) => global),
    shop: by(({ shopIndex }) => -shopIndex),
    history: by(({ global, history }) => global + history),
    learned: by(({ score, history }) => score - history),
  };
}

function watched(call: InPage): Promise<WatchedPage> {
  return call(() => (window as unknown as { watchedPage: () => WatchedPage }).watchedPage());
}
