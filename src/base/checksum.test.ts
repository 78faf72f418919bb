import { describe, expect, test } from "vitest";
import { crc32 } from "./checksum.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("crc32", () => {
  test("gives the standard's check value", () => {
    expect(crc32([bytes("123456789")])).toBe(0xcbf43926);
  });

  test("does not depend on how the bytes are cut into parts", () => {
    expect(crc32([bytes("1234"), bytes(""), bytes("56789")])).toBe(0xcbf43926);
  });

  test("is 0 for no bytes", () => {
    expect(crc32([])).toBe(0);
  });
});
