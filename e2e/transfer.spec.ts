import { expect } from "@playwright/test";
import { test } from "./fixtures.ts";
import { brandTaste, builtInCatalogue, teach } from "./taste.ts";

test("another browser that loads the saved file shows the same order, and refuses a file that was changed", async ({
  shop,
  newVisitor,
}) => {
  const catalogue = builtInCatalogue();
  await teach(shop, { taste: brandTaste("Lindhavn"), catalogue, queries: ["lamp"], clicksPerQuery: 3 });
  await shop.search("mug");
  const order = await shop.idsOnPage();
  await shop.page.getByRole("tab", { name: "Stored" }).click();
  const saving = shop.page.waitForEvent("download");
  await shop.page.getByRole("button", { name: "Save as file" }).press("Enter");
  const path = await (await saving).path();

  const other = await newVisitor();
  await other.search("mug");
  expect((await other.idsOnPage()).slice(0, 8)).not.toEqual(order.slice(0, 8));
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
  expect(await other.idsOnPage()).toEqual(order);
  expect(other.exceptions).toEqual([]);
});
