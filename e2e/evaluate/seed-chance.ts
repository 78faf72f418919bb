import type { BrowserContext } from "playwright";

/**
 * Lets the pages of one persona, and their workers, draw the same chance in every run: which views show a drafted list, and who drafts
 * first. A browser whose requests are looked at keeps no files: to be used only where chance has a say.
 *
 * @param seed Of the persona.
 */
export async function seedChance(context: BrowserContext, seed: number): Promise<void> {
  // A page is told by when it is: no two pages of a life begin at the same moment.
  await context.addInitScript(`(${seedCrypto.toString()})(${seed} + Date.now())`);
  let workers = 0;
  await context.route("**/personal-rank-worker.js", async (route) => {
    const response = await route.fetch();
    const own = `(${seedCrypto.toString()})(${seed + ++workers});`;
    await route.fulfill({ response, body: `${own}\n${await response.text()}` });
  });
}

/** Runs in the page and in the worker: mulberry32, a 32-bit generator, in the place of the browser's. */
function seedCrypto(seed: number): void {
  let state = (seed % 2 ** 32) | 0;
  crypto.getRandomValues = <Values extends ArrayBufferView>(values: Values): Values => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (const at of bytes.keys()) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      bytes[at] = (mixed ^ (mixed >>> 14)) >>> 24;
    }
    return values;
  };
}
