import { describe, expect, test } from "vitest";
import { NO_RULES, type ExposureRules } from "../ranking/exposure-rules.ts";
import { exposureSettings } from "./exposure-settings.ts";

function read(attributes: Readonly<Record<string, string>>): { rules: ExposureRules; problems: string[] } {
  const problems: string[] = [];
  const rules = exposureSettings(
    (name) => attributes[name] ?? null,
    (message) => problems.push(message),
  );
  return { rules, problems };
}

describe("exposureSettings", () => {
  test("has no rules where the tag says nothing", () => {
    expect(read({})).toEqual({ rules: NO_RULES, problems: [] });
  });

  test("reads every rule", () => {
    expect(
      read({
        "max-displacement": "8",
        "brand-cap": "3/12",
        "exposure-floor": " 2 / 24 ",
        block: "a-1, b 2 ,,c",
      }),
    ).toEqual({
      rules: {
        maxDisplacement: 8,
        brandCap: { most: 3, window: 12 },
        exposureFloor: { least: 2, window: 24 },
        blocked: ["a-1", "b 2", "c"],
      },
      problems: [],
    });
  });

  test("lets a card stay where it is, and a floor fill its window", () => {
    const { rules, problems } = read({ "max-displacement": "0", "exposure-floor": "4/4" });
    expect([rules.maxDisplacement, rules.exposureFloor, problems]).toEqual([0, { least: 4, window: 4 }, []]);
  });

  test.each(["", "-1", "2.5", "many", "1e3", "9999999"])("tells of max-displacement=%j", (given) => {
    const { rules, problems } = read({ "max-displacement": given });
    expect(rules).toEqual(NO_RULES);
    expect(problems).toEqual([
      `Cannot use max-displacement="${given}": expected a number of places, as in "8"; there is no such rule`,
    ]);
  });

  test.each(["", "3", "0/12", "3/", "/12", "12/3", "3/12/2", "3:12", "-1/12", "4/4"])(
    "tells of brand-cap=%j",
    (given) => {
      const { rules, problems } = read({ "brand-cap": given });
      expect(rules).toEqual(NO_RULES);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain('"3/12"');
    },
  );
});
