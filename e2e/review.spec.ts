import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { type DemoServer, startDemo } from "./demo-server.ts";
import { test as base } from "./fixtures.ts";
import { sendReport } from "./send-report.ts";

/** A demo whose heads wait for a person. */
const test = base.extend<{ demo: DemoServer }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
  demo: async ({}, use) => {
    const demo = await startDemo(["--review"]);
    await use(demo);
    await demo.stop();
  },
});

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

test("a reviewer signs in, looks, rejects one head and promotes the next, by keyboard; visitors then have it", async ({
  page,
  demo,
  newVisitor,
}) => {
  const problems: string[] = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  await sendReport(demo, { seed: 1 });
  await sendReport(demo, { seed: 2 });
  const [, name, password] = /"(\w+)", password (\S+)/.exec(demo.said)!;

  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${demo.url}/admin`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill("no");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("Name or password is wrong");
  expect(await violations(page)).toEqual([]);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 heads wait for a decision.")).toBeVisible();

  await page.getByRole("link", { name: "Round 0" }).click();
  const title = page.getByRole("heading", { name: "Round 0: head 1" });
  await expect(title).toBeFocused();
  for (const shown of [
    "NDCG@10 on the lists",
    "How far the weights move",
    "Who is seen, before and after",
    "List 1, first ten of 24",
  ])
    await expect(page.getByText(shown)).toBeVisible();
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });

  // Without a reason nothing is asked, and the place for it has the focus.
  await page.getByRole("button", { name: "Reject…" }).press("Enter");
  await expect(page.getByLabel("Reason")).toBeFocused();
  await page.keyboard.type("one brand everywhere");
  await page.getByRole("button", { name: "Reject…" }).press("Enter");
  const question = page.getByRole("dialog", { name: "Reject head 1?" });
  await expect(question.getByText("one brand everywhere")).toBeVisible();
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(page.getByRole("button", { name: "Reject…" })).toBeFocused();
  await page.getByRole("button", { name: "Reject…" }).press("Enter");
  await question.getByRole("button", { name: "Reject" }).press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Round 0 is rejected" })).toBeVisible();
  await expect(page.getByText("rejected by demo: one brand everywhere")).toBeVisible();
  await expect(title).toBeFocused();

  await page.getByRole("link", { name: "Round 1" }).click();
  await page.getByLabel("Reason").fill("lamps are where they belong");
  await page.getByRole("button", { name: "Promote…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Promote" }).click();
  await expect(page.getByText("Visitors have head 2.")).toBeVisible();

  // A phone shows one thing at a time, and what is not there is said.
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole("link", { name: "All rounds" }).click();
  await expect(page.getByText("Nothing waits for a decision.")).toBeVisible();
  await page.evaluate(() => (location.hash = "#round-7"));
  await expect(page.getByRole("alert")).toContainText("There is no round of this number");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByLabel("Password")).toBeVisible();

  const visitor = await newVisitor();
  expect(await visitor.search("lamp")).toMatchObject({ headVersion: 2 });
  expect(visitor.exceptions).toEqual([]);
  // The browser tells of every answer that is a refusal: not signed in, a wrong password, no such round.
  expect(problems.filter((line) => !/40[14] \((Unauthorized|Not Found)\)/.test(line))).toEqual([]);
});
