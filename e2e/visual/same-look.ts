import { expect, type Browser } from "@playwright/test";

/** What a browser draws by itself, and every font that our pages ask for. */
const SAMPLE = `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<style>
  body { display: grid; gap: 6px; width: 420px; margin: 0; padding: 8px; background: #fff; font: 15px/1.4 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
  p { margin: 0 } .bold { font-weight: 650; font-size: 22px } code { font: 12px ui-monospace, "SF Mono", Menlo, Consolas, monospace }
  .round { height: 20px; border-radius: 10px; background: #1f4d3f; box-shadow: 0 2px 8px #0004 }
</style>
<p>Ordered for you · 14 moved, €1,299.00 – “lamp”</p><p class="bold">Why they stand there</p><p>▲ 12 ▼ 3 ▶ ❚❚ × …</p>
<code>0000  00 25 4a 6f</code><p><input type="range"> <input type="checkbox" checked> <select><option>Lamp</select> <progress value=".4"></progress></p>
<div class="round"></div>`;

/**
 * Whether this machine draws text and controls as the one that made the baselines did, to the pixel. Where the fonts or the browser are
 * others, every picture differs, and says nothing about our pages.
 *
 * @returns Null if it does; else what to tell whoever reads the list of tests.
 */
export async function otherLook(browser: Browser): Promise<string | null> {
  const page = await browser.newPage({ viewport: { width: 440, height: 240 }, colorScheme: "light" });
  try {
    await page.setContent(SAMPLE);
    const shot = await page.screenshot({ animations: "disabled", caret: "hide" });
    expect(shot).toMatchSnapshot("machine.png", { maxDiffPixels: 0, threshold: 0.01 });
    return null;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("machine.png")) throw error;
    return `No picture was compared: this machine (Chromium ${browser.version()}) draws text or controls otherwise than the one of the baselines, which has Debian's fonts. Compare e2e/visual/baselines/machine.png with what it draws; to look for changes here all the same, run "npm run visual:update" before and after them.`;
  } finally {
    await page.close();
  }
}
