import { expect, test } from "vitest";
import { propensityAt, shopPriorAt } from "../../ranking/position-model.ts";
import type { Contender, RankTask, ShownPage } from "../contender.ts";
import { onPage } from "./on-page.ts";
import { randomShownPage } from "./shown-page.test-helper.ts";

/** Ranks by the base scores and a state; keeps what it was told. */
function recorder(): {
  readonly contender: Contender<number>;
  readonly scored: RankTask[];
  readonly learned: ShownPage[];
} {
  const scored: RankTask[] = [];
  const learned: ShownPage[] = [];
  const contender: Contender<number> = {
    name: "recorder",
    init: () => 1,
    scores: (state, task) => {
      scored.push(task);
      return task.baseScores.map((score) => state * score);
    },
    learn: (state, page) => {
      learned.push(page);
      return state + 1;
    },
  };
  return { contender, scored, learned };
}

const page = randomShownPage(5, 9);
const withPrior = page.baseScores.map((score, index) => score + shopPriorAt(index));

test("gives the shop's order its say, and takes it out of the scores again", () => {
  const { contender, scored } = recorder();
  const scores = onPage(contender).scores(2, page);
  expect(scored[0].baseScores).toEqual(withPrior);
  expect([...scores]).toEqual([...withPrior].map((score, index) => 2 * score - shopPriorAt(index)));
});

test("is shown what it learns from in the order that it has made of it", () => {
  const { contender, learned } = recorder();
  expect(onPage(contender).learn(-1, page)).toBe(0);
  const [shown] = learned;
  expect(shown.baseScores).toEqual(withPrior);
  expect(shown.rewards).toBe(page.rewards);
  // The state turns the scores round: the lowest stands first.
  const order = [...withPrior.keys()].sort((a, b) => withPrior[a] - withPrior[b]);
  expect(order.map((index) => shown.propensities[index])).toEqual(
    order.map((_, place) => propensityAt(place + 1)),
  );
});
