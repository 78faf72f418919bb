import { expect, test } from "vitest";
import { armOf } from "./choose-arm.ts";
import { settingProblems } from "./setting-problems.ts";

const ids = Array.from({ length: 2_000 }, (_, at) => `view ${at}`);
const shareOf = (arm: string | null, options: Parameters<typeof armOf>[2]): number =>
  ids.filter((id) => armOf(7, id, options) === arm).length / ids.length;

test("armOf holds out the share that was asked for, and compares nothing by default", () => {
  expect(shareOf("held-out", { holdOut: 0.2, interleave: "none" })).toBeCloseTo(0.2, 1);
  expect(shareOf("personal", { holdOut: 0.2, interleave: "none" })).toBeCloseTo(0.8, 1);
  expect(shareOf(null, { holdOut: 0, interleave: "team-draft" })).toBe(1);
});

test("armOf drafts the lists that would have been held out, and counts no other", () => {
  const options = { holdOut: 0.2, interleave: "team-draft" } as const;
  for (const id of ids)
    expect(armOf(7, id, options) === "interleaved").toBe(
      armOf(7, id, { ...options, interleave: "none" }) === "held-out",
    );
  expect(shareOf(null, options)).toBeCloseTo(0.8, 1);
});

const DEFAULTS = {
  learner: "bayes",
  learns: "last-layer",
  explore: "none",
  holdOut: 0,
  interleave: "none",
} as const;

test.each([
  [{ learner: "sgd", learns: "personal-vector" }, 'learns="personal-vector" with learner="sgd"'],
  [{ learner: "sgd", learns: "all-layers" }, 'learns="all-layers" with learner="sgd"'],
  [{ learner: "adamw", explore: "thompson" }, 'explore="epsilon" is used'],
  [{ learns: "all-layers", explore: "thompson" }, '"mlp"'],
  [{ interleave: "team-draft" }, "on no pages"],
] as const)("settingProblems says that %j does not go together", (some, message) => {
  const problems = settingProblems({ ...DEFAULTS, ...some });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});

test.each([
  {},
  { explore: "thompson" },
  { learns: "personal-vector", explore: "thompson" },
  { learner: "adamw", learns: "all-layers", explore: "epsilon" },
  { holdOut: 0.1, interleave: "team-draft" },
] as const)("settingProblems has nothing to say of %j", (some) => {
  expect(settingProblems({ ...DEFAULTS, ...some })).toEqual([]);
});
