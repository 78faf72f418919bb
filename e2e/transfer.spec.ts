import { expect } from "@playwright/test";
import type { Ranking } from "../src/ranking/ranking.ts";
import { test } from "./fixtures.ts";
import { brandTaste, builtInCatalogue, teach } from "./taste.ts";

/** What every item scores, as the page was told: places also say what had been seen by then. */
const scores = (ranking: Ranking): Record<string, number> =>
  Object.fromEntries(ranking.items.map(({ id, score }) => [id, score]));

test("another browser that loads the saved file scores every item the same, and refuses a file that was changed", async ({
  shop,
  newVisitor,
}) => {
  const catalogue = builtInCatalogue();
  await teach(shop, { taste: brandTaste("Lindhavn"), catalogue, queries: ["lamp"], clicksPerQuery: 3 });
  const learned = await shop.search("mug");
  await shop.page.getByRole("tab", { name: "Stored" }).click();
  const saving = shop.page.waitForEvent("download");
  await shop.page.getByRole("button", { name: "Save as file" }).press("Enter");
  const path = await (await saving).path();

  const other = await newVisitor();
  const fresh = await other.search("mug");
  expect(scores(fresh)).not.toEqual(scores(learned));
  await other.page.getByRole("tab", { name: "Stored" }).click();
  const load = async (file: Parameters<ReturnType<typeof other.page.locator>["setInputFiles"]>[0]) => {
    const choosing = other.page.waitForEvent("filechooser");
    await other.page.getByRole("button", { name: "Load a file" }).press("Enter");
    await (await choosing).setFiles(file);
  };
  await load({ name: "other.json", mimeType: "application/json", buffer: Buffer.from('{"format":"x"}') });
  await expect(other.page.getByRole("alert")).toContainText("something else");
  await load(path);
  await expect(other.page.getByText("The list is ordered anew.")).toBeVisible({ timeout: 60_000 });
  const loaded = await other.ranking();
  expect(scores(loaded)).toEqual(scores(learned));
  expect(await other.idsOnPage()).toEqual(loaded.items.map(({ id }) => id));
  expect(other.exceptions).toEqual([]);
});
