import { expect, test } from "vitest";
import { encodeSafetensors } from "../base/safetensors.ts";
import { fetchModelFile } from "./fetch-model-file.ts";

const URL = "/m/model.safetensors";

test("takes a file whose header has as many bytes as spell a tag", async () => {
  const header = { note: "" };
  const bytesWith = (note: string): Uint8Array<ArrayBuffer> =>
    encodeSafetensors({ tensors: new Map(), metadata: { ...header, note } });
  const lengthOf = (bytes: Uint8Array<ArrayBuffer>): number => new DataView(bytes.buffer).getUint32(0, true);
  const bytes = bytesWith("x".repeat(0x3c20 - lengthOf(bytesWith("")))); // " <"
  expect(String.fromCharCode(...bytes.subarray(0, 2))).toBe(" <");
  expect(await fetchModelFile(URL, async () => new Response(bytes))).toEqual(bytes);
});

test.each(["<!doctype html><title>Shop</title>", "\n  <html>", "\ufeff<!DOCTYPE html>"])(
  "refuses the web page %j",
  async (page) => {
    await expect(fetchModelFile(URL, async () => new Response(page))).rejects.toMatchObject({
      reason: "model-failed",
      message: expect.stringContaining("it must be a model file") as string,
    });
  },
);
