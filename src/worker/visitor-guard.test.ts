import { describe, expect, test } from "vitest";
import { initGuard } from "../learning/guard.ts";
import type { Interaction } from "../ranking/interaction.ts";
import { BAYES, bayesHead, click, ranking, seen, testPlatform } from "./visitor-fixtures.test-helper.ts";
import { visitor } from "./visitor.ts";

describe("the guard of a visitor", () => {
  const page = (at: number): readonly [Interaction, Interaction, Interaction] => [
    seen(`r${at}`, "a"),
    { ...click(`r${at}`, "a"), atMs: at * 9_000 },
    seen(`r${at}`, "b"), // between two items a choice says something
  ];
  const shownTo = async (person: ReturnType<typeof visitor>, pages: number): Promise<void> => {
    for (let at = 0; at < pages; at++) await person.show(ranking(`r${at}`));
  };

  test("survives a reload, and is the same in every tab", async () => {
    const platform = testPlatform();
    const tabs = [visitor(platform, BAYES), visitor(platform, BAYES)];
    await shownTo(tabs[0], 5);
    for (let at = 0; at < 5; at++) await tabs[at % 2].learn(page(at));
    const { guard } = await visitor(platform, BAYES).heads("m1");
    expect(guard).toEqual((await tabs[0].heads(null)).guard);
    expect(guard.learned).toBe(5);
    expect(guard.hedge).not.toEqual(initGuard().hedge);
  });

  test("stops learning from clicks on what was never in view, and starts the head anew", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await shownTo(person, 8);
    for (let at = 0; at < 8; at++) await person.learn([page(at)[1]]);
    const { guard, personal } = await person.heads("m1");
    expect(guard.profile.isFlagged).toBe(true);
    expect(bayesHead.offset(personal.state).every((value) => value === 0)).toBe(true);
    expect(await platform.records.getAll("events")).toHaveLength(8);
  });

  test("keeps who clicks, but not how much the head is worth, through a change of the model", async () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await shownTo(person, 3);
    for (let at = 0; at < 3; at++) await person.learn(page(at));
    const before = (await person.heads("m1")).guard;
    await person.show(ranking("x", "m2"));
    const { guard } = await person.heads("m2");
    expect(guard).toEqual({ ...initGuard(), profile: before.profile });
  });

  test.each([
    ["gone", undefined],
    ["a text", "x"],
    ["no numbers", { ...initGuard(), learned: Number.NaN }],
    ["a hedge of another size", { ...initGuard(), hedge: { logWeights: new Float64Array(2) } }],
  ])("starts afresh when the stored one is %s", async (_, spoilt) => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    await shownTo(person, 2);
    await person.learn(page(0));
    const stored = (await platform.records.get("memory", "now"))!;
    const record = { ...stored, guard: spoilt as never };
    await platform.records.write([{ type: "put", kind: "memory", record }]);
    expect((await person.heads("m1")).guard).toEqual(initGuard());
    expect(await person.learn(page(1))).toMatchObject({ didUpdate: false }); // its rankings went with the memory
  });
});
