import { describe, expect, test } from "vitest";
import { ReleaseError } from "./release-error.ts";
import { openEnvelope, sealEnvelope, signedMessage } from "./signed-envelope.ts";

const signature = Uint8Array.from({ length: 64 }, (_, at) => at);
const good = sealEnvelope('{"a":1}', [{ keyId: "0123456789abcdef", signature }]);

describe("signedMessage", () => {
  test("begins with what is signed, so that one kind's signature is not the other's", () => {
    expect(new TextDecoder().decode(signedMessage("keys", "x"))).toBe("personal-rank-keys\nx");
    expect(new TextDecoder().decode(signedMessage("manifest", "x"))).toBe("personal-rank-manifest\nx");
  });
});

describe("openEnvelope", () => {
  test("reads what sealEnvelope writes", () => {
    expect(openEnvelope(JSON.parse(JSON.stringify(good)), "e")).toEqual({
      signed: '{"a":1}',
      signatures: [{ keyId: "0123456789abcdef", signature }],
    });
  });

  const [one] = good.signatures;
  test.each<[string, unknown]>([
    ["signed", null],
    ["signed", { ...good, signed: "" }],
    ["signed", { ...good, signed: "\ud800" }],
    ["signed", { ...good, signed: "line\nbreak" }],
    ["signed", { ...good, signed: "x".repeat(32_769) }],
    ["signatures", { ...good, signatures: [] }],
    ["signatures", { ...good, signatures: [one, one, one, one, one] }],
    ["signatures", { ...good, signatures: { 0: one, length: 1 } }],
    ["signatures[0].keyId", { ...good, signatures: [null] }],
    ["signatures[0].keyId", { ...good, signatures: [{ ...one, keyId: "0123456789ABCDEF" }] }],
    ["signatures[0].signature", { ...good, signatures: [{ ...one, signature: "AAAA" }] }],
    ["signatures[1].signature", { ...good, signatures: [one, { ...one, signature: `${one.signature}==` }] }],
    ["signatures[0].signature", { ...good, signatures: [{ ...one, signature: 7 }] }],
  ])("refuses a wrong %s", (field, wrong) => {
    expect(() => openEnvelope(wrong, "e")).toThrow(ReleaseError);
    expect(() => openEnvelope(wrong, "e")).toThrow(`Cannot use e as "${field}" must be`);
  });

  test("refuses a signature whose last digit has other bits that say nothing", () => {
    const last = one.signature.at(-1);
    const other = String.fromCharCode(last.charCodeAt(0) + 1);
    const signatures = [{ ...one, signature: one.signature.slice(0, -1) + other }];
    expect(() => openEnvelope({ ...good, signatures }, "e")).toThrow("must be base64url of 64 bytes");
  });
});
