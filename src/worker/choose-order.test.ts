import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { rulesOfList } from "../ranking/apply-exposure-rules.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import { teamDraft } from "../ranking/team-draft.ts";
import { chooseOrder, type OrderPolicy } from "./choose-order.ts";

const COUNT = 10;
const scores = Array.from({ length: COUNT }, (_, at) => 1 - at / 10);
function diagonal(variance: number): () => Float64Array {
  return () => Float64Array.from({ length: COUNT ** 2 }, (_, at) => (at % (COUNT + 1) === 0 ? variance : 0));
}
const policyOf = (explore: OrderPolicy["explore"], seed = 1): OrderPolicy => ({
  arm: "personal",
  explore,
  protectedPlaces: 3,
  random: seededRandom(seed),
});
const pagesOf = (
  explore: OrderPolicy["explore"],
  spread: () => Float64Array | null,
  pages = 400,
): ReturnType<typeof chooseOrder>[] =>
  Array.from({ length: pages }, (_, seed) =>
    chooseOrder({ scores, fixed: [], rules: null, spread }, policyOf(explore, seed)),
  );

describe("chooseOrder", () => {
  test("leaves everything to the scores where exploration is off", () => {
    const random = (): number => {
      throw new Error("chance was asked");
    };
    const chosen = chooseOrder(
      { scores, fixed: [], rules: null, spread: diagonal(1) },
      { ...policyOf("none"), random },
    );
    expect(chosen.order).toEqual([...scores.keys()]);
    expect([chosen.isExplored, [...chosen.propensities]]).toEqual([false, scores.map(() => 1)]);
  });

  test.each([
    ["epsilon", diagonal(1), 0.1],
    ["thompson", diagonal(1), 1],
    ["thompson", (): Float64Array | null => null, 0.1], // a rule that does not know how sure it is: as epsilon
  ] as const)("with %s keeps the first row, and no item far from its place", (explore, spread, share) => {
    const pages = pagesOf(explore, spread, explore === "thompson" ? 60 : 400);
    for (const { order, greedyPlaces } of pages) {
      expect(order.slice(0, 3)).toEqual([0, 1, 2]);
      for (const [place, index] of order.entries()) {
        expect(Math.abs(place - index)).toBeLessThanOrEqual(3);
        expect(greedyPlaces[place]).toBe(index);
      }
    }
    const moved = pages.filter(({ order }) => order.some((index, place) => index !== place)).length;
    expect(moved / pages.length).toBeGreaterThan(share / 2);
    expect(moved / pages.length).toBeLessThanOrEqual(Math.min(1, 2 * share));
  });

  test("draws from the covariance: what is sure stays where the scores put it", () => {
    const sure = chooseOrder(
      { scores, fixed: [], rules: null, spread: diagonal(1e-8) },
      policyOf("thompson"),
    );
    expect(sure.order).toEqual([...scores.keys()]);
    // Items that move together never change places, however unsure they are.
    const together = (): Float64Array => new Float64Array(COUNT ** 2).fill(25);
    expect(
      chooseOrder({ scores, fixed: [], rules: null, spread: together }, policyOf("thompson")).order,
    ).toEqual([...scores.keys()]);
  });

  test("logs a propensity below 1 only where chance had a say", () => {
    const { propensities, isExplored } = pagesOf("epsilon", () => null, 1)[0];
    expect([...propensities.subarray(0, 3)]).toEqual([1, 1, 1]);
    expect(propensities[5]).toBeLessThan(1);
    expect(isExplored).toBe(true);
  });

  test("drafts a list of both orders, and says whose each item is", () => {
    const reversed = [...scores].reverse();
    const list = { scores: reversed, fixed: [{ index: 4, place: 0 }], rules: null, spread: () => null };
    const { order, teams, isExplored } = chooseOrder(list, { ...policyOf("epsilon"), arm: "interleaved" });
    expect([order[0], teams![0], isExplored]).toEqual([4, null, false]);
    const mine = order.filter((_, place) => teams![place] === "personal");
    const shops = order.filter((_, place) => teams![place] === "base");
    expect([mine[0], shops[0]]).toEqual([9, 0]);
    expect(Math.abs(mine.length - shops.length)).toBeLessThanOrEqual(1);
  });

  describe("under the shop's rules", () => {
    const brands = "aaabbbcccddd".split("");
    const candidates = brands.map((brand, index) => ({ id: `i${index}`, brand }));
    const rules = {
      ...NO_RULES,
      maxDisplacement: 9,
      brandCap: { most: 2, window: 4 },
      blocked: ["i11"],
    };
    const made = rulesOfList(candidates, [], { rules, littleShown: new Set() })!;
    /** Who likes the last brand. */
    const liking = brands.map((brand, index) => (brand === "d" ? 5 : 0) - index / 10);
    const variances = new Float64Array(brands.length ** 2);
    for (const index of brands.keys()) variances[index * (brands.length + 1)] = 1;
    const list = { scores: liking, fixed: [], rules: made, spread: () => variances.slice() };

    test.each([
      ["personal", "none"],
      ["personal", "epsilon"],
      ["personal", "thompson"],
      ["interleaved", "none"],
    ] as const)("hold for orders that are %s, with exploration %s", (arm, explore) => {
      const orders = new Set<string>();
      for (let seed = 0; seed < 60; seed++) {
        const { order } = chooseOrder(list, { ...policyOf(explore, seed), arm });
        orders.add(order.join());
        for (const use of Object.values(made.useOf(liking, order))) expect(use.broken).toBe(0);
      }
      expect(orders.size > 1).toBe(arm === "interleaved" || explore !== "none");
    });

    test("leave the shop's order to a page that is held out, whatever it breaks", () => {
      const { order } = chooseOrder(list, { ...policyOf("none"), arm: "held-out" });
      expect(order).toEqual([...brands.keys()]);
    });

    test("leave it to a newcomer too, in a draft as well", () => {
      const falling = brands.map((_, index) => -index);
      for (const arm of ["personal", "interleaved"] as const) {
        const { order } = chooseOrder({ ...list, scores: falling }, { ...policyOf("none"), arm });
        expect(order).toEqual([...brands.keys()]);
      }
    });

    test("move items of a draft together with who drafted them", () => {
      for (let seed = 0; seed < 20; seed++) {
        const { order, teams } = chooseOrder(list, { ...policyOf("none", seed), arm: "interleaved" });
        const ours = made.order(liking);
        const plain = teamDraft(ours, made.homeBeside(ours), [], seededRandom(seed));
        const teamOf = new Map(plain.order.map((index, place) => [index, plain.teams[place]]));
        expect(teams).toEqual(order.map((index) => teamOf.get(index)));
      }
    });

    test.each([
      ["brandCap", { ...NO_RULES, brandCap: { most: 1, window: 4 } }],
      ["exposureFloor", { ...NO_RULES, exposureFloor: { least: 3, window: 4 } }],
    ] as const)("favour neither side of a draft where clicks go by place alone: %s", (_, rules) => {
      const random = seededRandom(7);
      let [credit, pages] = [0, 0];
      for (let page = 0; page < 800; page++) {
        const shown = Array.from({ length: 16 }, (_, index) => ({
          id: `i${index}`,
          brand: "abcdef"[Math.floor(random() ** 2 * 6)],
          isNew: random() < 0.3,
        }));
        const liked = "abcdef"[Math.floor(random() * 6)];
        const chosen = chooseOrder(
          {
            scores: shown.map(
              ({ brand }, index) => (brand === liked ? 1 : 0) + random() - 0.35 * Math.log(1 + index),
            ),
            fixed: [],
            rules: rulesOfList(shown, [], { rules, littleShown: new Set() }),
            spread: () => null,
          },
          { ...policyOf("none"), arm: "interleaved", random },
        );
        const clicked = chosen.teams!.filter((_, place) => random() < (1 + place) ** -0.8);
        const personal = clicked.filter((team) => team === "personal").length;
        if (clicked.length === 0) continue;
        credit += (2 * personal) / clicked.length - 1;
        pages++;
      }
      // The standard error is .015. With the shop's order as it comes, the cap made it .12 and the floor .08.
      expect(Math.abs(credit / pages)).toBeLessThan(0.05);
    });

    test("say with the scores where each item would be without chance", () => {
      const { order, greedyPlaces } = chooseOrder(list, policyOf("epsilon", 3));
      const certain = made.order(liking);
      expect(greedyPlaces.map((place) => certain[place])).toEqual(order);
    });
  });
});
