import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeManifest, parseManifest } from "./manifest.ts";
import { ReleaseError } from "./release-error.ts";
import { manifest } from "./signed-release.test-helper.ts";

const { canary } = manifest;
if (canary === null) throw new Error("Expected a canary");

describe("parseManifest", () => {
  test("reads what encodeManifest writes, and drops what it does not know", () => {
    expect(parseManifest(encodeManifest(manifest), "m")).toEqual(manifest);
    const split = { ...manifest, canary: null, secureAggregation: { helpers: 2 } };
    expect(parseManifest(encodeManifest(split), "m")).toEqual(split);
    const later = JSON.stringify({ type: "manifest", ...manifest, later: true });
    expect(parseManifest(later, "m")).toEqual(manifest);
  });

  test("takes a manifest that does not say for one of the first deltas", () => {
    const { deltaVersion: _, ...older } = manifest;
    expect(parseManifest(JSON.stringify({ type: "manifest", ...older }), "m").deltaVersion).toBe(1);
  });

  test.each([
    ["deltaVersion", { ...manifest, deltaVersion: "2" }],
    ["type", { ...manifest, type: "keys" }],
    ["version", { ...manifest, version: -1 }],
    ["version", { ...manifest, version: "4" }],
    ["version", { ...manifest, version: 4.5 }],
    ["layout", { ...manifest, layout: "" }],
    ["dimensions", { ...manifest, dimensions: 1e9 }],
    ["dimensions", { ...manifest, dimensions: 0 }],
    ["clipNorm", { ...manifest, clipNorm: 0 }],
    ["head", { ...manifest, head: null }],
    ["head.hash", { ...manifest, head: { ...manifest.head, hash: "0F".repeat(32) } }],
    ["head.hash", { ...manifest, head: { ...manifest.head, hash: "https://elsewhere.example/head" } }],
    ["head.bytes", { ...manifest, head: { ...manifest.head, bytes: 10_000_000 } }],
    ["head.bytes", { ...manifest, head: { ...manifest.head, bytes: 12 } }],
    ["issuedAtMs", { ...manifest, issuedAtMs: "now" }],
    ["expiresAtMs", { ...manifest, expiresAtMs: manifest.issuedAtMs }],
    ["keysVersion", { ...manifest, keysVersion: null }],
    ["reportProbability", { ...manifest, reportProbability: 0 }],
    ["reportProbability", { ...manifest, reportProbability: 1.01 }],
    ["localSigma", { ...manifest, localSigma: -1 }],
    ["privacy", { ...manifest, privacy: [] }],
    ["privacy.noiseMultiplier", { ...manifest, privacy: { ...manifest.privacy, noiseMultiplier: -1 } }],
    ["privacy.delta", { ...manifest, privacy: { ...manifest.privacy, delta: 1 } }],
    ["privacy.reportsPer90Days", { ...manifest, privacy: { ...manifest.privacy, reportsPer90Days: 0 } }],
    ["canary", { ...manifest, canary: 1 }],
    ["canary.share", { ...manifest, canary: { ...canary, share: 0 } }],
    ["canary.head", { ...manifest, canary: { ...canary, head: "h" } }],
    ["canary.head.version", { ...manifest, canary: { ...canary, head: { ...canary.head, version: -1 } } }],
    ["canary.head.hash", { ...manifest, canary: { ...canary, head: { ...canary.head, hash: "" } } }],
    ["secureAggregation", { ...manifest, secureAggregation: "no" }],
  ])("refuses a wrong %s", (field, wrong) => {
    const json = JSON.stringify({ type: "manifest", ...wrong });
    expect(() => parseManifest(json, 'the manifest "m"')).toThrow(
      `Cannot use the manifest "m" as "${field}" must be`,
    );
  });

  test("takes no field from a prototype", () => {
    expect(() => parseManifest('{"__proto__":{"type":"manifest"}}', "m")).toThrow('"type" must be');
  });

  test("answers any text with the typed error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseManifest(text, "m")).toThrow(ReleaseError);
      }),
    );
  });
});
