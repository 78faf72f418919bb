import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodePublicKey, encodeKeyList, parseKeyList } from "./key-list.ts";
import { ReleaseError } from "./release-error.ts";
import { keyList, keyOf } from "./signed-release.test-helper.ts";

const text = encodeKeyList({ ...keyList, revoked: [keyOf(9).keyId] });

/** The text with one field changed. */
function saying(changes: Record<string, unknown>): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), ...changes });
}

describe("parseKeyList", () => {
  test("reads what encodeKeyList writes", () => {
    expect(parseKeyList(text, "k")).toEqual({ ...keyList, revoked: [keyOf(9).keyId] });
    const none = { ...keyList, keys: [] };
    expect(parseKeyList(encodeKeyList(none), "k")).toEqual(none);
  });

  const key = { keyId: keyOf(3).keyId, publicKey: "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM" };
  test.each([
    ["type", { type: "manifest" }],
    ["version", { version: -1 }],
    ["expiresAtMs", { expiresAtMs: Number.POSITIVE_INFINITY }],
    ["keys", { keys: {} }],
    ["keys", { keys: Array.from({ length: 17 }, (_, at) => ({ ...key, keyId: keyOf(at).keyId })) }],
    ["keys[0].keyId", { keys: [{ ...key, keyId: "abc" }] }],
    ["keys[1].publicKey", { keys: [key, { ...key, publicKey: "AwM" }] }],
    ["keys[0].publicKey", { keys: [{ ...key, publicKey: `${key.publicKey}=` }] }],
    ["keys[0].keyId", { keys: [null] }],
    ["revoked", { revoked: ["all"] }],
    ["revoked", { revoked: null }],
  ])("refuses a wrong %s", (field, changes) => {
    expect(() => parseKeyList(saying(changes), "k")).toThrow(`Cannot use k as "${field}" must be`);
  });

  test("refuses one key twice: which of them would count", () => {
    const twice = saying({ keys: [key, { ...key }] });
    expect(() => parseKeyList(twice, "k")).toThrow("each key must be listed once");
  });

  test("answers any text with the typed error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (any) => {
        expect(() => parseKeyList(any, "k")).toThrow(ReleaseError);
      }),
    );
  });
});

describe("decodePublicKey", () => {
  test("gives 32 bytes or null", () => {
    expect(decodePublicKey("AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM")).toEqual(keyOf(3).publicKey);
    for (const wrong of ["", "AwMD", "A".repeat(44), "?".repeat(43)])
      expect(decodePublicKey(wrong)).toBeNull();
  });
});
