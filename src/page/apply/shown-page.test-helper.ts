import { type ApplyMode, type OrderApplier, orderApplier } from "./order-applier.ts";

const appliers: OrderApplier[] = [];

/** Stops what was started and empties the page. */
export function clearPage(): void {
  for (const applier of appliers.splice(0)) applier.stop();
  document.body.replaceChildren();
  document.body.removeAttribute("style");
}

/** The list `#list` of static markup. */
export function page(markup: string): HTMLElement {
  document.body.innerHTML = markup;
  return document.querySelector<HTMLElement>("#list")!;
}

/** An applier that adds what it complains of to `problems`. */
export function apply(list: HTMLElement, mode: ApplyMode, problems: string[] = []): OrderApplier {
  // As a page does it, which tells each message once.
  const told = new Set<string>();
  const applier = orderApplier(list, mode, {
    onProblem: (message) => {
      if (!told.has(message)) problems.push(message);
      told.add(message);
    },
  });
  appliers.push(applier);
  return applier;
}

/** The cards of the page, `.card`, in the document's order. */
export const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".card")];

export const textOf = (element: Element): string => element.textContent.trim();

/** The letters of the cards, in the document's order. */
export const texts = (): string => cards().map(textOf).join("");

/** The cards as the applier says that they are on screen. */
export const onScreen = (applier: OrderApplier): HTMLElement[] =>
  applier.onScreen(cards().map((element) => ({ element }))).map(({ element }) => element);

/** Shows the cards in the order of their letters in `wanted`. */
export function show(applier: OrderApplier, wanted: string): boolean {
  const before = onScreen(applier);
  return applier.show(
    before,
    Array.from(wanted).map((text) => before.findIndex((card) => textOf(card) === text)),
  );
}

/** The letters from top to bottom and from left to right, as they are drawn. */
export function seen(elements: readonly Element[] = cards()): string {
  for (const motion of document.getAnimations()) motion.finish();
  return elements
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.height > 0)
    .sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
    .map(({ element }) => textOf(element))
    .join("");
}

export const GRID = "display:grid;grid-template-columns:repeat(3,60px)";

export const grid = (inside: string, tag = "div"): string =>
  `<${tag} id="list" style="${GRID}">${inside}</${tag}>`;

/** The cards a, b, c and d. */
export const four = (tag = "div"): string =>
  Array.from("abcd")
    .map((text) => `<${tag} class="card">${text}</${tag}>`)
    .join("");
