import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";

describe("encodeBase64url", () => {
  test.each([
    [[], ""],
    [[0xfb], "-w"],
    [[0xff, 0xff, 0xff], "____"],
    [[0x14, 0xfb, 0x9c, 0x03, 0xd9], "FPucA9k"],
  ])("writes %j as %j, as Node does", (bytes, text) => {
    expect(encodeBase64url(Uint8Array.from(bytes))).toBe(text);
    expect(Buffer.from(bytes).toString("base64url")).toBe(text);
  });

  test("writes what decodeBase64url reads", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(decodeBase64url(encodeBase64url(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
  });
});

describe("decodeBase64url", () => {
  test.each([
    ["padding", "-w=="],
    ["the other alphabet", "+w"],
    ["white space", "- w"],
    ["one digit alone", "FPucA"],
    ["bits that say nothing", "-x"],
    ["letters beyond ASCII", "ü"],
  ])("refuses %s", (_, text) => {
    expect(decodeBase64url(text)).toBeNull();
  });

  test("gives null or the bytes of exactly this text, whatever it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const bytes = decodeBase64url(text);
        if (bytes !== null) expect(encodeBase64url(bytes)).toBe(text);
      }),
    );
  });
});
