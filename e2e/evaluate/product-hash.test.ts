import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { productHash } from "./product-hash.ts";

test("is another one after a build of other code, or with another head of the same model, and else the same", () => {
  const root = mkdtempSync(join(tmpdir(), "personal-rank-product-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "dist/server"), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
  write("dist/personal-rank-worker.js", "learn(1)");
  write("dist/server/demo.js", "serve()");
  cpSync("models/shelf-tiny", join(root, "models/shelf-mini"), { recursive: true });
  const before = productHash(root);
  write("dist/personal-rank-worker.js.map", "whatever");
  write("dist/server/campaign-poison.js", "of no page");
  expect(productHash(root)).toBe(before);
  const others = [
    ["dist/personal-rank-worker.js", "learn(2)"],
    ["dist/personal-rank-split.js", "split()"],
    ["dist/server/demo.js", "serve(2)"],
    ["models/shelf-mini/head.safetensors", "other"],
  ].map(([name, text]) => {
    write(name, text);
    return productHash(root);
  });
  expect(new Set([before, ...others]).size).toBe(5);
});
