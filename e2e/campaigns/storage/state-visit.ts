import type { StartOptions } from "../../../src/worker/protocol.ts";
import { restore, type StoredDatabase } from "./stored-database.ts";
import type { VisitorDriver } from "./visitor-driver.ts";
import { timeOf } from "./visits.ts";

/** What a page made of a database that it found. */
export interface StateVisit {
  /** What should not have been; nothing if it was gone on from, or set aside. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly storage: "indexeddb" | "memory";
  /** Of the events that were there before. */
  readonly keptEvents: number;
}

/** A programming error shows in what the browser says, and not in what we would say. */
const SLIP =
  /undefined|not a function|not iterable|is null|of null|Invalid array|out of range|BigInt|symbol/i;
/** What a damaged log may answer to a wish to forget a part of it, or to take it along. */
const REFUSED = /^(forget|export-state|inspect): storage-failed: Cannot /;

/**
 * A page comes to a database, does everything that reads what is kept, and a second page comes after it: lists are ranked whatever was
 * there, and in the end what is kept is of use.
 */
export async function stateVisit(
  driver: VisitorDriver,
  database: StoredDatabase,
  options: Partial<StartOptions> = {},
): Promise<StateVisit> {
  const problems: string[] = [];
  await restore(driver, database);
  const mayBeRefused = async (call: () => Promise<unknown>): Promise<void> => {
    try {
      await call();
    } catch (thrown) {
      const message = (thrown instanceof Error ? thrown.message : String(thrown)).replace(
        /^page\.evaluate: Error: /,
        "",
      );
      if (!REFUSED.test(message) || SLIP.test(message)) problems.push(message.split("\n")[0]);
    }
  };
  const rank = async (number: number): Promise<void> => {
    const ranking = await driver.rank(number, { size: 6 });
    if (!ranking.items.every(({ score }) => Number.isFinite(score))) problems.push("a score is not a number");
    await driver.learn(ranking, number);
  };
  const page = async (number: number): Promise<readonly string[]> => {
    await driver.open(undefined, options);
    await rank(number);
    await mayBeRefused(() => driver.call<"inspect">({ type: "inspect" }));
    await mayBeRefused(() =>
      driver.call<"return">({ type: "return", atMs: timeOf(number + 1), eventId: `back ${number}` }),
    );
    await mayBeRefused(() => driver.call<"exposure">({ type: "exposure" }));
    await mayBeRefused(() => driver.call<"export-state">({ type: "export-state" }));
    const last = driver.page.evaluate(async () => (await window.visitor.records())?.["events"]?.at(-1));
    const { key, interaction } = ((await last) ?? {}) as { key?: string; interaction?: { itemId?: string } };
    await mayBeRefused(() => driver.call<"forget">({ type: "forget", eventIds: [key ?? "none"] }));
    await mayBeRefused(() =>
      driver.call<"forget">({ type: "forget", itemId: interaction?.itemId ?? "none" }),
    );
    await rank(number + 1);
    await driver.call<"exposure">({ type: "exposure" });
    const warnings = await driver.warnings();
    problems.push(...warnings.filter((warning) => SLIP.test(warning)));
    return warnings;
  };
  try {
    const warnings = await page(100);
    const before = new Set((database.stores["events"] ?? []).map((event) => (event as { key: string }).key));
    const raw = await driver.page.evaluate(() => window.visitor.records());
    const after = (raw?.["events"] ?? []).filter((event) => before.has((event as { key: string }).key));
    const again = await page(110);
    if (again.some((warning) => warning.startsWith("storage-failed")) && !isOfMemory(warnings))
      problems.push(`a second page had to be warned again: ${again.join("; ")}`);
    await driver.close();
    const storage = isOfMemory(again) ? "memory" : "indexeddb";
    return { problems, warnings, storage, keptEvents: after.length };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return {
      problems: [...problems, message.split("\n")[0]],
      warnings: [],
      storage: "memory",
      keptEvents: 0,
    };
  }
}

function isOfMemory(warnings: readonly string[]): boolean {
  return warnings.some((warning) => warning.includes("Cannot keep what is learned"));
}
