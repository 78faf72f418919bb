import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { html, type SafeHtml } from "./html.ts";

/** Where `npm run eval` writes its report unless told otherwise; seen from the repository's root. */
export const EVALUATION_FOLDER = "e2e/results/evaluation";

/**
 * The report of the latest evaluation, a page of its own; null where there is none. Read anew each time: an evaluation may end while the
 * demo runs.
 *
 * @throws {Error} if it is there and cannot be read.
 */
export async function latestEvaluation(root: string): Promise<string | null> {
  try {
    return await readFile(join(root, EVALUATION_FOLDER, "report.html"), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** What stands in its place. */
export function renderNoEvaluation(): SafeHtml {
  return html`<section class="message">
    <h1>There is no evaluation yet</h1>
    <p>
      <code>npm run eval</code> makes one: simulated shoppers search, click and buy in this shop, in a real
      browser. When it is done, its report is here.
    </p>
    <p><a class="primary" href="/">To the front page</a></p>
  </section>`;
}
