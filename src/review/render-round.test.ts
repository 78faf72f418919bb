import { nothing } from "lit";
import { expect, test } from "vitest";
import { templateText } from "../base/template-text.test-helper.ts";
import { renderRound } from "./render-round.ts";
import { reviewServer } from "./review-server.test-helper.ts";

test.each([
  ["SUMMED", "nothing yet"], // the noise comes with the next step
  ["OPEN", "nothing yet"],
  ["EXPIRED", "nothing yet"],
  ["CANDIDATE", "no bound: no noise was added"],
])("a round that is %s and has been charged nothing has spent %s", async (state, words) => {
  const answer = await reviewServer().fetch("/admin/rounds/3");
  const round = { ...(await answer.json()), state, epsilon: null };
  expect(templateText(renderRound(round, nothing))).toContain(`ε spent none${words}`);
});
