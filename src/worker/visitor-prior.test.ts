import { describe, expect, test } from "vitest";
import { fittedFixture } from "../learning/memory-fixtures.test-helper.ts";
import { visitorHead } from "../learning/visitor-head.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { headModelId } from "./head-model.ts";
import { BAYES, click, ranking, seen, testPlatform } from "./visitor-fixtures.test-helper.ts";
import { visitor } from "./visitor.ts";

describe("a visitor under a model with a prior", () => {
  const fitted = fittedFixture();
  const modelId = headModelId("m1", fitted);
  const shown = (id: string): RankingRecord => ranking(id, modelId);

  test.each([
    ["bayes", BAYES],
    ["low-rank", { learner: "bayes", learns: "personal-vector" }],
  ] as const)("starts the %s head from it, also on pages that load no model", async (type, choice) => {
    const platform = testPlatform();
    const person = visitor(platform, choice);
    await person.show(shown("r1"), { fitted });
    await visitor(platform, choice).learn([seen("r1", "a"), seen("r1", "b"), click("r1", "a")]);
    const { personal, learner, global } = await person.heads(modelId, fitted);
    const expected = visitorHead(choice, fitted);
    expect([learner.type, personal.generation, global.weights]).toEqual([type, 1, fitted.weights]);
    expect(personal.state).not.toEqual(expected.init());
    expect((await visitor(platform, choice).heads(null)).personal.state).toEqual(personal.state);
    await person.forget({ eventIds: ["r1/a"] });
    expect((await person.heads(null)).personal.state).toEqual(expected.init());
    expect(platform.warnings).toEqual([]);
  });

  test("starts a new head when another prior comes, and keeps one of them", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(shown("r1"), { fitted });
    await person.learn([click("r1", "a")]);
    const other = fittedFixture(9);
    await person.show(ranking("r2", headModelId("m1", other)), { fitted: other });
    expect((await person.heads(null)).personal.generation).toBe(0);
    expect(await platform.records.keys("model")).toEqual([headModelId("m1", other)]);
  });

  test("starts again, with one warning, when the stored prior is damaged", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await person.show(shown("r1"), { fitted });
    await person.learn([click("r1", "a")]);
    const record = { key: modelId, fitted: fittedFixture(9) };
    await platform.records.write([{ type: "put", kind: "model", record }]);
    expect((await visitor(platform, BAYES).heads(null)).personal.generation).toBe(0);
    expect(platform.warnings[0].message).toContain("fitted with its model was damaged");
  });

  test("takes one that falls back to a weight a feature where the model has no basis", async () => {
    const person = visitor(testPlatform(), { learner: "bayes", learns: "personal-vector" });
    await person.show(ranking("r1"));
    expect((await person.heads("m1")).learner.type).toBe("bayes");
  });
});
