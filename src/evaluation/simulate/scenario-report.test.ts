import { describe, expect, test } from "vitest";
import type { ScenarioFigures } from "./run-scenario.ts";
import { scenarioReport, scenarioTable } from "./scenario-report.ts";
import { MAIN_SCENARIO } from "./scenarios.ts";

const figures: ScenarioFigures = {
  scenario: { ...MAIN_SCENARIO, at: [0, 20] },
  baseNdcg: [
    [0.5, 0.4],
    [0.5, 0.4],
  ],
  ndcg: new Map([
    [
      "personal",
      [
        [0.5, 0.4],
        [0.56, 0.37],
      ],
    ],
  ]),
};

describe("scenarioReport", () => {
  test("says lifts over the same user's base in points, with one user of two harmed by 3", () => {
    const { learners, ...rest } = scenarioReport(figures);
    expect(rest).toEqual({ name: "pbm_noisy", users: 2, metric: "ndcg@10", at: [0, 20], base: 0.45 });
    expect(learners.personal.liftPoints).toEqual([0, 1.5]);
    expect(learners.personal.ci95).toEqual([
      [0, 0],
      [-3, 6],
    ]);
    expect(learners.personal.harmedShare).toEqual([0, 0.5]);
    expect(learners.personal.fifthPercentile).toEqual([0, -2.55]);
  });
});

describe("scenarioTable", () => {
  test("keeps a gap between columns at the widest numbers", () => {
    const wide = {
      liftPoints: [-12.34],
      ci95: [[-23.45, -10.12] as const],
      harmedShare: [1],
      fifthPercentile: [-30],
    };
    const table = scenarioTable({ ...scenarioReport(figures), at: [20], learners: { personal: wide } });
    expect(table).toContain("personal  -12.34 [-23.45, -10.12]  100.0 %  -30.00\n");
  });
});
