import { expect, test } from "vitest";
import { hexOf } from "./hex.ts";

test("hexOf gives two digits a byte, small ones too", () => {
  expect(hexOf(Uint8Array.of(0, 9, 16, 171, 255))).toBe("000910abff");
  expect(hexOf(new Uint8Array(0))).toBe("");
});
