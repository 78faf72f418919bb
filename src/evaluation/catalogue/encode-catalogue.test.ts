import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { titleVectors } from "../../learning/title-vectors.ts";
import type { LoadedModel } from "../../model/model-folder.ts";
import { createWasmEncoder } from "../../model/wasm/wasm-encoder.ts";
import { comparedItem, type DescribedCatalogue } from "./described-catalogue.ts";
import { encodeCatalogue } from "./encode-catalogue.ts";
import { loadModelFolder } from "./load-model-folder.ts";

const CANDIDATES = [
  { id: "a", title: "Brass desk lamp" },
  { id: "b", title: "Blue coffee mug", brand: "Kiln" },
  { id: "c", title: "Wool rug" },
];
const TEXTS = [CANDIDATES[0].title, `Kiln ${CANDIDATES[1].title}`, CANDIDATES[2].title];
let model: LoadedModel;
let catalogue: DescribedCatalogue;
let raw: Float32Array;
let folder = "";

beforeAll(async () => {
  // Nothing is kept there from an earlier run.
  folder = mkdtempSync(join(tmpdir(), "embeddings-"));
  vi.stubEnv("TMPDIR", folder);
  model = await loadModelFolder("models/shelf-tiny", null);
  catalogue = await encodeCatalogue(model, CANDIDATES, () => {});
  using encoder = await createWasmEncoder(model);
  raw = (await encoder.encode(TEXTS)).slice();
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("encodeCatalogue", () => {
  test("centres embeddings by the catalogue's mean and scales them to length 1", () => {
    const { embeddings, size } = catalogue;
    for (let item = 0; item < 3; item++) {
      const moved = Array.from({ length: size }, (_, at) => {
        const column = [0, 1, 2].map((other) => raw[other * size + at]);
        return column[item] - column.reduce((sum, value) => sum + value, 0) / 3;
      });
      for (const at of [0, 1, size - 1])
        expect(embeddings[item * size + at]).toBeCloseTo(moved[at] / Math.hypot(...moved), 4);
    }
  });

  test("projects what the encoder gave, not what was centred", () => {
    const { inputSize, outputSize, center, projection, scale } = model.headProjection;
    for (const [item, output] of [
      [0, 0],
      [2, 63],
    ]) {
      let sum = 0;
      for (let at = 0; at < inputSize; at++)
        sum += (raw[item * inputSize + at] - center[at]) * projection[at * outputSize + output];
      expect(catalogue.projected[item * outputSize + output]).toBeCloseTo(sum / scale[output], 3);
    }
  });

  test("reads the brand with titles that do not name it", () => {
    const words = model.tokenizer.wordsOf("Kiln Blue coffee mug");
    expect(catalogue.titles[1]).toEqual(titleVectors(words, model.staticWeights!.idf));
    expect(comparedItem(catalogue, 1)).toMatchObject({ title: catalogue.titles[1], evidence: 1 });
  });

  test("gives the same again from what it has kept, and says nothing of progress then", async () => {
    const reports: number[] = [];
    const again = await encodeCatalogue(model, CANDIDATES, (share) => reports.push(share));
    expect(again.embeddings).toEqual(catalogue.embeddings);
    expect(reports).toEqual([]);
  });

  test("keeps nothing of one model for another of the same name and size", async () => {
    const { embeddingNorm } = model.weights;
    const bias = embeddingNorm.bias.map((value, at) => value + (at % 2));
    const trained = { ...model, weights: { ...model.weights, embeddingNorm: { ...embeddingNorm, bias } } };
    const { embeddings } = await encodeCatalogue(trained, CANDIDATES, () => {});
    expect(embeddings).not.toEqual(catalogue.embeddings);
  });

  test("says what to do about a model without a static score", async () => {
    await expect(encodeCatalogue({ ...model, staticWeights: null }, CANDIDATES, () => {})).rejects.toThrow(
      /without idf and static weights .* npm run model:train/,
    );
  });
});
