import { describe, expect, test } from "vitest";
import { encodeSplitTerms, readSplitTerms } from "./split-terms.ts";

describe("readSplitTerms", () => {
  test("reads what a manifest says", () => {
    const terms = { helper: "https://other.example/v1", coordinates: 1 };
    expect(readSplitTerms(JSON.parse(JSON.stringify(encodeSplitTerms(terms))))).toEqual(terms);
  });

  test.each([
    ["none", null],
    ["another version", { version: 2, helper: "https://other.example/v1", coordinates: 1 }],
    ["no version", { helpers: 2 }],
    ["a helper that others can listen to", { version: 1, helper: "http://other.example/v1", coordinates: 1 }],
    ["an address that is none", { version: 1, helper: "/v1", coordinates: 1 }],
    ["no coordinates", { version: 1, helper: "https://other.example/v1" }],
  ])("knows nothing to do with %s", (_name, terms) => expect(readSplitTerms(terms)).toBeNull());
});
