import type { BrowserContext } from "playwright";
import { type Random, seededRandom } from "../../src/base/random.ts";

/**
 * Lets the pages of one persona, and their workers, draw the same chance in every run: which views show a drafted list, and who drafts
 * first. A browser whose requests are looked at keeps no files: to be used only where chance has a say.
 *
 * @param seed Of the persona.
 */
export async function seedChance(context: BrowserContext, seed: number): Promise<void> {
  // A page is told by when it is: no two pages of a life begin at the same moment.
  await context.addInitScript(scriptOf(`${seed} + Date.now()`));
  let workers = 0;
  await context.route("**/personal-rank-worker.js", async (route) => {
    const response = await route.fetch();
    const own = scriptOf(String(seed * 1_000 + ++workers));
    await route.fulfill({ response, body: `${own}\n${await response.text()}` });
  });
}

/** JavaScript for a page or a worker. The functions go there as text, so they use nothing but what they are given. */
function scriptOf(seed: string): string {
  return `(${String(drawFrom)})((${String(seededRandom)})(${seed}));`;
}

function drawFrom(random: Random): void {
  crypto.getRandomValues = <Values extends ArrayBufferView>(values: Values): Values => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (const at of bytes.keys()) bytes[at] = Math.floor(256 * random());
    return values;
  };
}
