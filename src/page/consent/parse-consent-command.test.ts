import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gtagArguments as gtag } from "./consent-platforms.test-helper.ts";
import { parseConsentCommand, STORAGE_TYPES } from "./parse-consent-command.ts";

describe("parseConsentCommand", () => {
  test("reads defaults and updates of the two types that an order by taste needs", () => {
    const [functional, personal] = STORAGE_TYPES;
    const options = { [functional]: "granted", [personal]: "denied", ad_storage: "granted" };
    expect(parseConsentCommand(gtag("consent", "default", { ...options, wait_for_update: 500 }))).toEqual({
      isUpdate: false,
      isRegional: false,
      values: new Map([
        [functional, true],
        [personal, false],
      ]),
      waitMs: 500,
    });
    expect(parseConsentCommand(gtag("consent", "update", { ...options, region: ["ES"] }))).toMatchObject({
      isUpdate: true,
      isRegional: true,
      waitMs: 0,
    });
  });

  test("leaves alone what Google's own tags do not take for such a command", () => {
    const options = { functionality_storage: "granted" };
    expect(parseConsentCommand(["consent", "update", options])).toBeNull(); // an array is no command
    expect(parseConsentCommand(gtag("event", "consent", options))).toBeNull();
    expect(parseConsentCommand(gtag("consent", "declare", options))).toBeNull();
    expect(parseConsentCommand(gtag("consent", "update", { ad_storage: "granted" }))).toBeNull();
    expect(parseConsentCommand(gtag("consent", "update", { functionality_storage: true }))).toBeNull();
  });

  test("never throws, whatever lies in the array", () => {
    const hostile = {
      get functionality_storage(): string {
        throw new Error("hostile");
      },
    };
    expect(parseConsentCommand(gtag("consent", "update", hostile))).toBeNull();
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (first, second, third) => {
        expect(parseConsentCommand(first)).toBeNull();
        const command = parseConsentCommand(gtag("consent", second, third));
        if (command !== null) expect(command.waitMs).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
