import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { isotropicPrior } from "../../learning/gaussian-prior.ts";
import { writePrior } from "../prior/write-prior.ts";
import { loadModelFolder } from "./load-model-folder.ts";
import { modelHash } from "./model-hash.ts";

test("a model with another first global head is another one, though its id is the same", async () => {
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-model-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync("models/shelf-tiny", folder, { recursive: true });
  expect(modelHash(folder)).toBe(modelHash("models/shelf-tiny"));
  const { modelId } = (await loadModelFolder(folder, null)).config;
  writePrior(folder, isotropicPrior(0.05), new Float32Array(FEATURE_COUNT).fill(0.1));
  const { config, headPrior } = await loadModelFolder(folder, null);
  expect(config.modelId).toBe(modelId);
  expect(headPrior!.weights![0]).toBeCloseTo(0.1, 6);
  expect(modelHash(folder)).not.toBe(modelHash("models/shelf-tiny"));
});
