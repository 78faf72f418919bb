import { expect } from "@playwright/test";
import { test } from "./fixtures.ts";

test("the inspector's times are those of the page: stages, the worker's share, the lesson, and no more than went by", async ({
  shop,
}) => {
  await shop.search("lamp");
  await shop.look();
  const clickedMs = await shop.page.evaluate(() => {
    addEventListener("click", (event) => event.preventDefault());
    document.addEventListener("personal-rank:order", () =>
      Object.assign(window, { orderMs: performance.now() }),
    );
    return performance.now();
  });
  await shop.page.locator("#results .card a").nth(2).click();
  await shop.page.waitForFunction(() => "orderMs" in window);
  const orderMs = await shop.page.evaluate(() => (window as unknown as { orderMs: number }).orderMs);
  const { speed, encoder } = await shop.inspect();

  const { orders, rankings } = speed;
  expect(orders.map(({ rankingId }) => rankingId)).toEqual(rankings.map(({ rankingId }) => rankingId));
  expect(orders).toHaveLength(2);
  expect(orders.at(-1)!.rankingId).toBe((await shop.ranking()).id);
  for (const [at, { totalMs, readMs, answerMs, frameworkMs, moveMs }] of orders.entries()) {
    expect(readMs + answerMs + frameworkMs + moveMs).toBeCloseTo(totalMs, 3);
    const { openMs, encodeMs, serverMs, totalMs: workMs } = rankings[at];
    expect(openMs + encodeMs + serverMs).toBeLessThanOrEqual(workMs);
    expect(workMs).toBeLessThan(answerMs);
  }
  const [first, next] = rankings;
  expect(first.openMs).toBeGreaterThan(1);
  expect(first.encodedTexts).toBeGreaterThan(orders[0].cards / 2);
  expect([next.openMs < 1, next.encodeMs, next.encodedTexts]).toEqual([true, 0, 0]);
  // The query and the cards are known by now, and the weights are far more than a megabyte.
  for (const { encoderBytes, backend } of rankings) {
    expect(encoderBytes).toBeGreaterThan(1_000_000);
    expect(backend).toBe(encoder!.backend);
  }
  expect(orders[0].lessonMs).toBeNull();
  const { lessonMs, totalMs } = orders[1];
  expect(lessonMs).toBeGreaterThan(totalMs);
  expect(lessonMs).toBeLessThan(orderMs - clickedMs);

  await shop.page.getByRole("tab", { name: "Speed" }).click();
  const panel = shop.page.locator("rank-inspector").getByRole("tabpanel");
  await expect(panel).toContainText("2 orders have come since this page was opened");
  await expect(panel).toContainText("One followed something that you did");
  await expect(panel).toContainText("That is because the page asks for it.");
});
