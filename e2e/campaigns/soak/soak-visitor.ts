import type { SoakItem } from "./soak-shop.ts";

/** What a visitor did in one stretch. */
export interface Stretch {
  readonly updates: number;
  readonly rankings: number;
  /** From a click, or the like, to the page being told that it was learned. */
  readonly updateMs: readonly number[];
  /** From the change of the list, or from what was learned, to the new order on the page. */
  readonly rankMs: readonly number[];
  /** How far the page's clock has been put forward so far. */
  readonly skippedMs: number;
  /** What should not be, and how often. */
  readonly problems: Readonly<Record<string, number>>;
}

export interface SoakOptions {
  readonly items: readonly SoakItem[];
  readonly seed: number;
  /** Every text that is shown is a new one. */
  readonly isAlwaysNew: boolean;
}

declare global {
  interface Window {
    soakVisitor: {
      /** Goes on until so many updates more have been learned. */
      go(updates: number): Promise<Stretch>;
      /** The browser freezes the tab, it is looked at again, and another list is searched for. */
      freeze(): Promise<Pick<Stretch, "problems">>;
    };
  }
}

/**
 * Puts a visitor on the page who never leaves it: searches, looks, clicks, comes back, buys, while the shop's script changes lists as a page
 * without page loads does. All of it as a person's, by the page's clock, which is put forward meanwhile. Goes there before any script of the
 * page, after the clock, and as text: it may refer to nothing outside.
 */
export function installSoakVisitor({ items, seed, isAlwaysNew }: SoakOptions): void {
  const CARDS = 24;
  const SEEN = 8;
  const MATERIALS = ["oak", "steel", "wool", "glass"];
  /** So long a taste stays, and so many times likelier it makes a choice. */
  const TASTE_STEPS = 2_000;
  const LIKING = 12;
  const PATIENCE_MS = 20_000;
  /** The page's observer takes a burst of changes for over by then. */
  const BURST_MS = 700;
  const SECOND_MS = 1_000;
  const MINUTE_MS = 60 * SECOND_MS;
  const HOUR_MS = 60 * MINUTE_MS;
  const NIGHT_MS = 16 * HOUR_MS;
  const { realMs, sleep, skip } = window.soakClock;
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0; // mulberry32
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + random() * (high - low);

  let step = 0;
  let shown = 0;
  let skippedMs = 0;
  let counts = { updates: 0, rankings: 0 };
  let updateMs: number[] = [];
  let rankMs: number[] = [];
  let problems: Record<string, number> = {};
  const chosen = new Set<string>();
  const note = (problem: string): void => {
    problems[problem] = (problems[problem] ?? 0) + 1;
  };
  const pass = (ms: number): void => {
    skippedMs += ms;
    skip(ms);
  };

  /** What waits for the next event of a kind; a list's order is told on the list. */
  let waiting: {
    readonly name: string;
    readonly untilMs: number;
    readonly resolve: (atMs: number | null) => void;
  } | null = null;
  const settle = (atMs: number | null): void => {
    const { resolve } = waiting!;
    waiting = null;
    resolve(atMs);
  };
  let hasLearned = false;
  /** Real time of the next event, from now on; null if there is none for long. To be called before what leads to it. */
  const next = (name: "lesson" | "results" | "more"): Promise<number | null> =>
    new Promise((resolve) => {
      waiting = { name, untilMs: realMs() + PATIENCE_MS, resolve };
    });
  setInterval(() => {
    if (waiting !== null && realMs() > waiting.untilMs) settle(null);
  }, SECOND_MS);
  window.soakClock.onLesson = (didUpdate) => {
    if (didUpdate) counts.updates++;
    hasLearned = didUpdate;
    if (waiting?.name === "lesson") settle(realMs());
  };
  document.addEventListener("personal-rank:order", ({ target }) => {
    counts.rankings++;
    if (waiting?.name === (target as Element).id) settle(realMs());
  });
  document.addEventListener("personal-rank:error", ({ detail }) =>
    note(`${detail.reason} ${detail.severity}: ${detail.message}`),
  );
  addEventListener("error", ({ message }) => note(`thrown into the page: ${message}`));

  const list = (): HTMLElement => document.querySelector("#results")!;
  const cardsOf = (within: ParentNode): HTMLElement[] => [...within.querySelectorAll<HTMLElement>(".card")];
  const makeCard = ({ id, title, brand, price }: SoakItem): HTMLElement => {
    const card = document.createElement("li");
    card.className = "card";
    const number = isAlwaysNew ? ` ${(shown++).toString(36)}` : "";
    Object.assign(card.dataset, { id: id + number.trim(), brand, price: String(price) });
    const link = document.createElement("a");
    link.href = "#";
    link.addEventListener("click", (event) => event.preventDefault());
    link.append(Object.assign(document.createElement("h2"), { textContent: title + number }));
    const button = document.createElement("button");
    button.type = "button";
    Object.assign(button.dataset, { personalRankAction: "cart", personalRankItem: card.dataset["id"] });
    card.append(link, button);
    return card;
  };
  const draw = (count: number, without: ReadonlySet<string | undefined> = new Set()): SoakItem[] => {
    const from = Math.floor(random() * items.length);
    const drawn: SoakItem[] = [];
    for (let at = 0; drawn.length < count; at++) {
      const item = items[(from + at * 7) % items.length];
      if (!without.has(item.id)) drawn.push(item);
    }
    return drawn;
  };

  /** The page changes its lists; resolves when they are ranked. */
  const change = async (act: () => void, id: "results" | "more" = "results"): Promise<void> => {
    const ordered = next(id);
    act();
    await Promise.resolve(); // the page's observers hear of it
    pass(BURST_MS);
    const fromMs = realMs();
    const atMs = await ordered;
    if (atMs === null) note("a list that has changed was not ranked");
    else rankMs.push(atMs - fromMs);
  };
  const search = (): Promise<void> =>
    change(() => {
      const drawn = draw(CARDS);
      history.replaceState(
        null,
        "",
        `?q=${encodeURIComponent(drawn[0].title.split(" ").slice(1).join(" "))}`,
      );
      list().replaceChildren(...drawn.map(makeCard));
      chosen.clear();
    });
  const replaceSome = (): Promise<void> =>
    change(() => {
      const cards = cardsOf(list());
      const ids = new Set(cards.map(({ dataset }) => dataset["id"]));
      for (const card of cards.slice(-4)) card.remove();
      list().append(...draw(4, ids).map(makeCard));
    });
  const toggleSecond = (): Promise<void> | void => {
    const second = document.querySelector("#more");
    if (second !== null) return second.remove();
    return change(() => {
      const more = Object.assign(document.createElement("ul"), { className: "results", id: "more" });
      more.append(...draw(6).map(makeCard));
      document.querySelector("main")!.append(more);
    }, "more");
  };

  /** Something is done that may be learned from, and if it is the list is ranked again. */
  const learn = async (what: string, act: () => void): Promise<void> => {
    const answered = next("lesson");
    const fromMs = realMs();
    act();
    const answeredAtMs = await answered;
    if (answeredAtMs === null) return note(`no answer to a ${what}`);
    if (!hasLearned) return;
    updateMs.push(answeredAtMs - fromMs);
    const orderedAtMs = await next("results");
    if (orderedAtMs === null) note(`no order came of a ${what}`);
    else rankMs.push(orderedAtMs - answeredAtMs);
  };
  /** The further up, the likelier, as people are; and the likelier if it is of what they like, which is something else now and then. */
  const choose = (): HTMLElement | undefined => {
    const liked = MATERIALS[Math.floor(step / TASTE_STEPS) % MATERIALS.length];
    const cards = cardsOf(list()).filter(({ dataset }) => !chosen.has(dataset["id"]!));
    const weights = cards.map(
      ({ textContent }, place) => (textContent.includes(liked) ? LIKING : 1) / (1 + place),
    );
    let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
    return cards.find((_, place) => (left -= weights[place]) <= 0);
  };
  const goOn = async (): Promise<void> => {
    step++;
    pass(between(4 * SECOND_MS, 20 * SECOND_MS));
    if (step % 100 === 0) pass(HOUR_MS);
    if (step % 1_000 === 0) pass(NIGHT_MS);
    if (step % 4 === 1) await search();
    if (step % 30 === 0) await replaceSome();
    if (step % 50 === 0 || step % 50 === 6) await toggleSecond();
    if (step % 40 === 1) {
      await sleep(50); // frames, in which the page's observer sees what is in view
      pass(3 * SECOND_MS);
    }
    const ids = cardsOf(list()).map(({ dataset }) => dataset["id"]!);
    window.personalRank!.feedback.shown(ids.slice(0, SEEN), null);
    const card = choose();
    if (card === undefined) return;
    chosen.add(card.dataset["id"]!);
    await learn("click", () => card.querySelector("a")!.click());
    pass(between(4 * SECOND_MS, 60 * SECOND_MS));
    if (step % 10 < 6) await learn("look", () => void document.dispatchEvent(new Event("visibilitychange")));
    if (step % 12 === 0) await learn("cart", () => card.querySelector("button")!.click());
    if (step % 48 === 0) {
      pass(2 * MINUTE_MS);
      const detail = { action: "purchase", items: [card.dataset["id"]] };
      await learn(
        "purchase",
        () => void document.dispatchEvent(new CustomEvent("personal-rank:action", { detail })),
      );
    }
  };

  /** What has come since it was last told: nothing is passed over. */
  const tell = (): Stretch => {
    const told = { ...counts, updateMs, rankMs, skippedMs, problems };
    counts = { updates: 0, rankings: 0 };
    [updateMs, rankMs, problems] = [[], [], {}];
    return told;
  };
  window.soakVisitor = {
    go: async (updates) => {
      for (let tries = 0; counts.updates < updates && tries < 10 * updates + 100; tries++) await goOn();
      return tell();
    },
    freeze: async () => {
      document.dispatchEvent(new Event("freeze"));
      document.dispatchEvent(new Event("resume"));
      document.querySelector("#more")?.remove(); // the same page each time
      await search();
      const { problems } = tell();
      return { problems };
    },
  };
}
