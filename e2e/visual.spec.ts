import { expect, type Locator, type Page } from "@playwright/test";
import { evaluationReport } from "./evaluate/evaluation-report.ts";
import { htmlReport } from "./evaluate/html-report.ts";
import { visitsFixture } from "./evaluate/visits.test-helper.ts";
import { test } from "./fixtures.ts";
import { openPanelPage, openTab, tabsOf } from "./visual/panel-page.ts";
import { otherLook } from "./visual/same-look.ts";
import { watchShifts } from "./visual/watch-shifts.ts";

/** How every page looks, against the pictures in `visual/baselines`; `npm run visual:update` takes them anew. */

// They share nothing, and two of them make good use of two cores.
test.describe.configure({ mode: "parallel" });

/** A phone is dark here: colours know nothing of widths, nor widths of colours, and the pictures stay few. */
const LOOKS = [
  { name: "light", colorScheme: "light", width: 1100, height: 720 },
  { name: "dark-phone", colorScheme: "dark", width: 390, height: 720 },
] as const;
/** Of the inspector beside the demo shop. */
const PANEL_WIDTH = 430;

const ANSWER_MS = 700; // longer than the half second in which whatever moves is taken for the visitor's doing

let unlike: string | null = null;
test.beforeAll(async ({ browser }) => {
  unlike = await otherLook(browser);
  if (unlike !== null) console.warn(unlike);
});

/** One part of a page, from its top; of a machine with the same fonts and browser, all but the rounding of a few pixels is to be alike. */
async function expectLook(part: Locator, name: string, mostHeight = 720): Promise<void> {
  await part.page().evaluate(() => scrollTo(0, 0)); // the picture is of the page, the box of the window
  const { x, y, width, height } = (await part.boundingBox())!;
  await expect(part.page()).toHaveScreenshot(`${name}.png`, {
    fullPage: true,
    clip: { x, y, width, height: Math.min(height, mostHeight) },
    maxDiffPixelRatio: 0.0005,
    threshold: 0.01,
    timeout: 20_000,
  });
}

async function prepare(
  page: Page,
  look: { readonly colorScheme: "light" | "dark"; readonly width: number; readonly height: number },
): Promise<void> {
  await page.setViewportSize({ width: look.width, height: look.height });
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
}

/** Pictures near the window are there, and nothing is cut off at the side. */
async function expectComplete(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.images].every(
      (image) => image.complete || image.getBoundingClientRect().top > 2 * innerHeight,
    ),
  );
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** With everything that it can have: an earlier run that was better, and errors. */
function reportPage(): string {
  const run = { seed: 1, queries: 6, catalogue: null, products: 792, modelId: "0123456789abcdef" };
  const visits = visitsFixture();
  const worse = visits.map((visit, at) => ({
    ...visit,
    ndcg: { ...visit.ndcg!, personal: visit.ndcg!.personal - 0.03 },
    errors: at < 3 ? ["worker-failed: the worker has not answered for 20 seconds"] : [],
  }));
  return htmlReport(evaluationReport(worse, run), evaluationReport(visits, run));
}

for (const look of LOOKS) {
  const isPhone = look.width < 500;
  const panelLook = { ...look, width: isPhone ? look.width : PANEL_WIDTH };

  test.describe(look.name, () => {
    test.use({ locale: "en-GB", timezoneId: "UTC" });
    test.beforeEach(() => test.skip(unlike !== null, unlike ?? ""));

    test(`the demo shop looks as it did, ${look.name}`, async ({ shop }) => {
      const { page } = shop;
      await prepare(page, look);
      await page.context().addCookies([
        { name: "inspector", value: "closed", url: shop.baseUrl },
        { name: "cart", value: "p0136.p0042.p0300", url: shop.baseUrl },
      ]);
      await shop.search("chair");
      await expectComplete(page);
      await expectLook(page.locator("body > .shop"), `shop-list-${look.name}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      for (const [name, path] of [
        ["product", "/product/p0136"],
        ["cart", "/cart"],
      ]) {
        await shop.open(path);
        await expectComplete(page);
        await expectLook(page.locator("#main"), `shop-${name}-${look.name}`);
      }
      await shop.open("/");
      await expectComplete(page);
    });

    test(`each tab of the inspector looks as it did, ${look.name}`, async ({ page }) => {
      await prepare(page, panelLook);
      const inspector = await openPanelPage(page, "rank-inspector");
      for (const [at, { name, tab }] of (await tabsOf(inspector)).entries()) {
        await openTab(page, tab);
        await expectComplete(page);
        // The first with the frame around it.
        if (at === 0) await expectLook(inspector, `inspector-${name}-${look.name}`);
        else if (!isPhone || (await inspector.locator("figure").count()) > 0)
          await expectLook(inspector.getByRole("tabpanel"), `inspector-${name}-${look.name}`, 860);
      }
      await inspector.getByRole("button", { name: "Forget everything" }).click();
      await expectLook(inspector.locator(".forget"), `inspector-forget-${look.name}`);
    });

    test(`the switch's panel looks as it did, ${look.name}`, async ({ page }) => {
      await prepare(page, panelLook);
      await openPanelPage(page, "personal-rank-switch");
      await page.getByRole("button", { name: "Why this order?" }).click();
      const panel = page.getByRole("group", { name: "Why this order?" });
      await expect(panel.getByRole("switch")).toBeChecked();
      await expect(panel).toContainText("You seem to like");
      await expectLook(panel, `switch-${look.name}`);
    });

    test(`the evaluation's report looks as it did, ${look.name}`, async ({ page }) => {
      await prepare(page, look);
      await page.setContent(reportPage());
      await expectComplete(page);
      await expectLook(page.locator("main"), `report-${look.name}`, look.height + 280);
      if (!isPhone) await expectLook(page.locator(".problem"), "report-problem");
    });
  });

  test(`nothing in the inspector moves while its tabs wait for their answers, ${look.name}`, async ({
    page,
  }) => {
    const shifts = await watchShifts(page);
    await prepare(page, panelLook);
    const inspector = await openPanelPage(page, "rank-inspector", ANSWER_MS);
    for (const { name, tab } of await tabsOf(inspector)) {
      await openTab(page, tab);
      expect.soft(await shifts(), name).toEqual([]);
    }
  });

  test(`nothing in the report moves while it opens, ${look.name}`, async ({ page }) => {
    const shifts = await watchShifts(page);
    await prepare(page, look);
    await page.route("https://report.example/", (route) =>
      route.fulfill({ contentType: "text/html; charset=utf-8", body: reportPage() }),
    );
    await page.goto("https://report.example/");
    expect(await shifts()).toEqual([]);
  });
}
