import type { Random } from "../../base/random.ts";

/** How a shopper clicks, or what clicks in a shopper's name. Click counts are those before the page. */
export type ClickModel =
  | { readonly type: "perfect" | "pbm_noisy" | "info" | "rand30" | "cascade" }
  | { readonly type: "random100" | "randomuniform" | "adv30" }
  | { readonly type: "botburst"; readonly fromClicks: number; readonly toClicks: number };

const EXAMINATION_EXPONENT = 0.8;
const PERFECT = { attraction: [0, 0.2, 0.4, 0.8, 1], trust: 0 };
const NOISY = { attraction: [0.05, 0.15, 0.3, 0.5, 0.7], trust: 0.08 };
const INFORMATIONAL = { attraction: [0.15, 0.25, 0.35, 0.5, 0.6], trust: 0.12 };
const CASCADE = { click: [0.05, 0.2, 0.4, 0.7, 0.9], stop: [0.1, 0.2, 0.3, 0.5, 0.8], leave: 0.06 };
const MOVED_SHARE = 0.3;
const INVERTED_SHARE = 0.3;
const BEST_GRADE = 4;

/**
 * Draws the clicks on one page. Position j is examined with θ = j^−.8, which no learner assumes:
 *
 * - perfect: θ a_g with a = 0, .2, .4, .8, 1
 * - pbm_noisy: θ min(1, a_g + .08 j^−.5) with a = .05, .15, .3, .5, .7; the second term is trust in the top
 * - info: θ min(1, a_g + .12 j^−.5) with a = .15, .25, .35, .5, .6
 * - rand30: as pbm_noisy, then each click moves with chance .3 to a position drawn in proportion to θ
 * - cascade: from the top, click with .05, .2, .4, .7, .9; after a click stop with .1, .2, .3, .5, .8, else leave with .06
 * - random100: one click, drawn in proportion to θ; randomuniform: one click anywhere
 * - adv30: as pbm_noisy, but 30 % of pages by the inverted grade 4 − g
 * - botburst: as pbm_noisy, but one click anywhere while the count of clicks is from `fromClicks` to below `toClicks`
 *
 * @param grades [n]: 0 to 4, in displayed order.
 * @param clicksBefore Number of clicks of this visitor before the page.
 * @returns [n]: 1 = clicked.
 * @see Chuklin, Markov, de Rijke 2015, Click models for web search
 */
export function drawClicks(
  model: ClickModel,
  { grades, clicksBefore }: { readonly grades: Uint8Array; readonly clicksBefore: number },
  random: Random,
): Uint8Array {
  switch (model.type) {
    case "perfect":
      return drawByPosition(grades, PERFECT, random);
    case "pbm_noisy":
      return drawByPosition(grades, NOISY, random);
    case "info":
      return drawByPosition(grades, INFORMATIONAL, random);
    case "rand30":
      return moveSome(drawByPosition(grades, NOISY, random), random);
    case "cascade":
      return drawCascade(grades, random);
    case "random100":
      return oneClick(grades.length, drawExamined(grades.length, random));
    case "randomuniform":
      return oneClick(grades.length, Math.floor(random() * grades.length));
    case "adv30": {
      const isInverted = random() < INVERTED_SHARE;
      return drawByPosition(isInverted ? grades.map((grade) => BEST_GRADE - grade) : grades, NOISY, random);
    }
    case "botburst":
      return clicksBefore >= model.fromClicks && clicksBefore < model.toClicks
        ? oneClick(grades.length, Math.floor(random() * grades.length))
        : drawByPosition(grades, NOISY, random);
  }
}

/** θ: P(examined) of a 1-based position, as it truly is in the simulation. */
function examinationAt(position: number): number {
  return position ** -EXAMINATION_EXPONENT;
}

function drawByPosition(
  grades: Uint8Array,
  { attraction, trust }: { readonly attraction: readonly number[]; readonly trust: number },
  random: Random,
): Uint8Array {
  return grades.map((grade, index) => {
    const position = index + 1;
    const wanted = Math.min(1, attraction[grade] + trust / Math.sqrt(position));
    return random() < examinationAt(position) * wanted ? 1 : 0;
  });
}

function drawCascade(grades: Uint8Array, random: Random): Uint8Array {
  const clicks = new Uint8Array(grades.length);
  for (const [index, grade] of grades.entries()) {
    const isClicked = random() < CASCADE.click[grade];
    clicks[index] = isClicked ? 1 : 0;
    if (random() < (isClicked ? CASCADE.stop[grade] : CASCADE.leave)) break;
  }
  return clicks;
}

function moveSome(clicks: Uint8Array, random: Random): Uint8Array {
  const moved = new Uint8Array(clicks.length);
  for (let index = 0; index < clicks.length; index++) {
    if (clicks[index] === 0) continue;
    moved[random() < MOVED_SHARE ? drawExamined(clicks.length, random) : index] = 1;
  }
  return moved;
}

/** An index drawn in proportion to θ. */
function drawExamined(count: number, random: Random): number {
  let total = 0;
  for (let position = 1; position <= count; position++) total += examinationAt(position);
  let left = random() * total;
  for (let index = 0; index < count - 1; index++) {
    left -= examinationAt(index + 1);
    if (left < 0) return index;
  }
  return count - 1;
}

function oneClick(count: number, index: number): Uint8Array {
  const clicks = new Uint8Array(count);
  clicks[index] = 1;
  return clicks;
}
