import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseManifest } from "./manifest.ts";
import { WireError } from "./wire-error.ts";

const hash = "0f".repeat(32);
const manifest = {
  version: 4,
  layout: "phi-1",
  dimensions: 10,
  clipNorm: 1,
  head: { hash, url: `heads/${hash}`, bytes: 168 },
};

describe("parseManifest", () => {
  test("reads a manifest and drops what it does not know", () => {
    expect(parseManifest(JSON.stringify({ ...manifest, later: true }), "m")).toEqual(manifest);
  });

  test.each([
    ["version", { ...manifest, version: -1 }],
    ["version", { ...manifest, version: "4" }],
    ["layout", { ...manifest, layout: "" }],
    ["dimensions", { ...manifest, dimensions: 1e9 }],
    ["clipNorm", { ...manifest, clipNorm: 0 }],
    ["head.hash", { ...manifest, head: { ...manifest.head, hash: "0F".repeat(32) } }],
    ["head.url", { ...manifest, head: { ...manifest.head, url: "https://elsewhere.example/head" } }],
    ["head.bytes", { ...manifest, head: { ...manifest.head, bytes: 10_000_000 } }],
    ["head.hash", { ...manifest, head: null }],
  ])("refuses a wrong %s", (field, wrong) => {
    expect(() => parseManifest(JSON.stringify(wrong), "https://shop.example/v1/manifest")).toThrow(
      `"https://shop.example/v1/manifest" as "${field}" must be`,
    );
  });

  test("quotes the start of what is not JSON", () => {
    expect(() => parseManifest("<!doctype html>", "m")).toThrow(
      'must be JSON: it starts with "<!doctype html>"',
    );
  });

  test("answers any text with the typed error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseManifest(text, "m")).toThrow(WireError);
      }),
    );
  });
});
