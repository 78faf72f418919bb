import { type ApplyMode, type OrderApplier, orderApplier } from "../../../src/page/apply/order-applier.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { waitForHydration } from "../../../src/page/lists/wait-for-hydration.ts";

/** What the tests ask of a page, by ids of items. */
export interface PageApi {
  readonly problems: string[];
  start(mode: ApplyMode): void;
  waitForHydration(timeoutMs: number): Promise<string>;
  /** In the document's order, which is the framework's own. */
  inDocument(): string[];
  /** As the applier says that they are on screen. */
  onScreen(): string[];
  /** As they are seen, from top to bottom and from left to right. */
  seen(): string[];
  show(ids: readonly string[]): boolean;
  /** Shows random orders, one in each frame, and clicks the next card's counter after each. Gives the orders that were not seen. */
  shuffle(times: number): Promise<string[]>;
  /** Clicks that `shuffle` has made. */
  clicks(): Record<string, number>;
  kept(): Record<string, Kept>;
  stop(): void;
}

/** A card's own state. */
export interface Kept {
  readonly count: number;
  readonly note: string;
  readonly mounted: string;
}

const list = (): HTMLElement => document.querySelector<HTMLElement>("#results")!;
const cards = (): HTMLElement[] => [...list().querySelectorAll<HTMLElement>(".card")];
const idOf = (card: HTMLElement): string => card.dataset["id"]!;
const shown = (): HTMLElement[] =>
  applier.onScreen(cards().map((element) => ({ element }))).map(({ element }) => element);

let applier: OrderApplier;
const clicks: Record<string, number> = {};

const api: PageApi = {
  problems: [],
  start: (mode) => {
    applier = orderApplier(list(), mode, {
      // As the tag does it, which tells each message once.
      onProblem: (message) => !api.problems.includes(message) && api.problems.push(message),
    });
  },
  waitForHydration: (timeoutMs) =>
    waitForHydration(list(), { timeoutMs, signal: new AbortController().signal }),
  inDocument: () => cards().map(idOf),
  onScreen: () => shown().map(idOf),
  seen: () => {
    for (const motion of document.getAnimations()) motion.finish();
    return cards()
      .map((card) => ({ id: idOf(card), box: card.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0)
      .sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
      .map(({ id }) => id);
  },
  show: (ids) => {
    const before = shown();
    return applier.show(
      before,
      ids.map((id) => before.findIndex((card) => idOf(card) === id)),
    );
  },
  shuffle: async (times) => {
    const failures: string[] = [];
    const random = seededRandom(times);
    const all = api.inDocument();
    for (let time = 0; time < times; time++) {
      const ids = api
        .onScreen()
        .map((id) => ({ id, key: random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ id }) => id);
      api.show(ids);
      // Else the next order comes while cards are still on their way.
      if (time % 2 === 0 && api.seen().join() !== ids.join()) failures.push(`${time}: ${api.seen().join()}`);
      const id = all[time % all.length];
      document.querySelector<HTMLElement>(`[data-id="${id}"] .count`)!.click();
      clicks[id] = (clicks[id] ?? 0) + 1;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return failures;
  },
  clicks: () => clicks,
  kept: () =>
    Object.fromEntries(
      cards().map((card) => [
        idOf(card),
        {
          count: Number(card.querySelector(".count")!.textContent),
          note: card.querySelector<HTMLInputElement>(".note")!.value,
          mounted: card.querySelector("output")!.textContent,
        },
      ]),
    ),
  stop: () => applier.stop(),
};

Object.assign(window, { api });
