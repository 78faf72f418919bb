import { describe, expect, test } from "vitest";
import { loadModelFolder } from "./load-model-folder.ts";

describe("loadModelFolder", () => {
  test("takes the static weights of the kind that is asked for", async () => {
    const kinds = ["unseen", "catalogue", "known"] as const;
    const models = await Promise.all(kinds.map((kind) => loadModelFolder("models/shelf-tiny", kind)));
    const scales = models.map(({ staticWeights }) => staticWeights!.u.join());
    expect(new Set(scales).size).toBe(3);
    const own = await loadModelFolder("models/shelf-tiny", null);
    expect(scales).toContain(own.staticWeights!.u.join());
  });

  test("says what a model folder is where there is none", async () => {
    await expect(loadModelFolder("models/none", null)).rejects.toThrow(
      /models\/none\/config.json" is not there; check --model/,
    );
  });
});
