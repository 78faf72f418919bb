import type { Platform } from "./platform.ts";

/** This visitor's seed for drawing which pages are compared: drawn once, kept until everything is forgotten. */
export function visitSeed({ records, exclusively, random }: Platform): Promise<number> {
  return exclusively(async () => {
    const stored = await records.get("visitor", "visitor");
    if (Number.isSafeInteger(stored?.seed)) return stored!.seed; // any script of the page may have written there
    const seed = Math.floor(random() * 2 ** 32);
    await records.write([{ type: "put", kind: "visitor", record: { key: "visitor", seed } }]);
    return seed;
  });
}
