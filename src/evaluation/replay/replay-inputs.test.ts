import { expect, test } from "vitest";
import { loadModelFolder } from "../catalogue/load-model-folder.ts";
import { replayInputs } from "./replay-inputs.ts";
import { splitOf } from "./split-of.ts";
import { syntheticLog } from "./synthetic-log.test-helper.ts";

const model = await loadModelFolder("models/shelf-tiny", null);

test("replayInputs counts the purchases of train shoppers only, so that no target tells of itself", async () => {
  const log = syntheticLog(60, 40);
  const { popularity, catalogue } = await replayInputs(log, model, () => {});
  const train = log.shoppers.filter(({ id }) => splitOf(log.name, id) === "train");
  expect(train.length).toBeLessThan(40);
  for (const item of [0, 1, 17]) {
    const buyers = train.filter(({ purchases }) => purchases.some((purchase) => purchase.item === item));
    expect(popularity[item]).toBe(buyers.length);
  }
  expect(catalogue.candidates[17]).toEqual({ id: "17", title: log.titles[17] });
});

test("replayInputs hands prices on where the log has them", async () => {
  const log = { ...syntheticLog(60, 1), prices: Array.from({ length: 60 }, (_, item) => item + 0.5) };
  const { catalogue } = await replayInputs(log, model, () => {});
  expect(catalogue.candidates[17].price).toBe(17.5);
});
