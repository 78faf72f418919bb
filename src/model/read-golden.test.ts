import { describe, expect, test } from "vitest";
import { diskFetch } from "./disk-fetch.test-helper.ts";
import { readGolden } from "./read-golden.ts";

const FOLDER = "/models/shelf-tiny/";

describe("readGolden", () => {
  test("takes texts from all over the file, each with its own vector", async () => {
    const modelId = await modelIdOf(FOLDER);
    const golden = await readGolden(FOLDER, { modelId, hiddenSize: 128 }, diskFetch);
    const whole = JSON.parse(await (await diskFetch(`${FOLDER}golden.json`)).text()) as { texts: string[] };
    expect(golden!.texts.length).toBeGreaterThanOrEqual(16);
    expect(golden!.texts[1]).toBe(whole.texts[12]);
    expect(golden!.embeddings.length).toBe(golden!.texts.length * 128);
    for (let row = 0; row < golden!.texts.length; row++)
      expect(Math.hypot(...golden!.embeddings.subarray(row * 128, (row + 1) * 128))).toBeCloseTo(1, 4);
  });

  test.each([
    ["is of another model", async () => ({ modelId: "other", hiddenSize: 128 })],
    ["has vectors of another size", async () => ({ modelId: await modelIdOf(FOLDER), hiddenSize: 64 })],
  ])("gives null if the file %s", async (_, config) => {
    expect(await readGolden(FOLDER, await config(), diskFetch)).toBeNull();
  });

  test("gives null for a folder without one, as imported models are", async () => {
    expect(await readGolden("/models/none/", { modelId: "m", hiddenSize: 128 }, diskFetch)).toBeNull();
  });
});

async function modelIdOf(folder: string): Promise<string> {
  const config = JSON.parse(await (await diskFetch(`${folder}config.json`)).text()) as {
    personal_rank: { model_id: string };
  };
  return config.personal_rank.model_id;
}
