import { expect, test } from "vitest";
import { modelFolder } from "./model-folder.ts";
import { randomCheckpoint } from "./random-checkpoint.test-helper.ts";

test("fetches the weights only when they are wanted, once, and anew where they came damaged", async () => {
  const checkpoint = randomCheckpoint({ isInt8: true });
  let asked = 0;
  const folder = modelFolder("/m", {
    fetch: async (url, ...rest) => {
      const response = await checkpoint.fetch(url, ...rest);
      if (!url.endsWith("model.safetensors")) return response;
      asked++;
      return asked === 1 ? new Response((await response.arrayBuffer()).slice(0, 100)) : response;
    },
  });
  const { config } = await folder.parts();
  expect(asked).toBe(0);
  await expect(folder.whole()).rejects.toMatchObject({ reason: "model-failed" });
  const [whole, again] = await Promise.all([folder.whole(), folder.whole()]);
  expect(whole).toBe(again);
  expect([asked, whole.config]).toEqual([2, config]);
  expect(await folder.parts()).toMatchObject({ config });
});
