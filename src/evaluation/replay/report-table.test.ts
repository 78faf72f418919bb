import { expect, test } from "vitest";
import { reportTable } from "./report-table.ts";

test("reportTable writes a row a contender and a column a number of purchases", () => {
  const learner = { ci95: [], harmedShare: [], personalMinus95: [] };
  const set = {
    name: "toys",
    users: 30,
    usersAt: [30, 0],
    metric: "ndcg@10",
    at: [0, 20],
    learners: {
      "shop-order": { ...learner, mean: [0.0912, null] },
      "global-head": { ...learner, mean: [0.12346, null] },
    },
  };
  expect(reportTable(set)).toBe(
    [
      "toys: ndcg@10 of 30 shoppers, by purchases learned from",
      "                           0      20",
      "  shoppers                30       0",
      "  shop-order          0.0912       -",
      "  global-head         0.1235       -",
      "",
    ].join("\n"),
  );
});
