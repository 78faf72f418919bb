import { type FaultKind, type FaultPlan, ONCE } from "./faulty-database.ts";
import type { VisitorDriver } from "./visitor-driver.ts";

/** How a journey went while the database failed, and what the visitor found when it was well again. */
export interface JourneyResult {
  /** What should not have been; nothing if the fault was lived with. */
  readonly problems: readonly string[];
  /** Operations on IndexedDB, fault and all. */
  readonly operations: readonly string[];
  readonly hasHappened: boolean;
  /** Where the last page but one kept what it learned, by what it told. */
  readonly storage: "indexeddb" | "memory";
  /** Choices that were acknowledged once the fault had happened, and of those the ones that were there afterwards. */
  readonly acknowledgedAfter: number;
  readonly keptAfter: number;
}

/** More warnings than this in one page are a storm. */
const MOST_WARNINGS = 2;

/**
 * A visitor comes for the first time, looks, chooses, searches again, buys, forgets an item, looks at what is kept; and comes
 * back, on another page, to choose once more. The database is empty before, and fails as the plan says; then a third page
 * comes to a database that is well.
 *
 * @param clean Operations of the same journey without a fault; null to count them.
 */
export async function storeJourney(
  driver: VisitorDriver,
  {
    kind,
    at,
    clean,
  }: { readonly kind: FaultKind | "none"; readonly at: number; readonly clean: number | null },
): Promise<JourneyResult> {
  // A database that somebody deletes is as gone as one that fails for good.
  const isPassing = kind !== "deletes" && ONCE.includes(kind as (typeof ONCE)[number]);
  const problems: string[] = [];
  const operations: string[] = [];
  let hasHappened = false;
  /** Event ids that were acknowledged before the fault, and after it. */
  const before: string[] = [];
  const after: string[] = [];
  /** Whether neither page has told that something is not kept. */
  let isStored = true;
  let storage: JourneyResult["storage"] = "memory";
  await driver.erase();

  const page = async (visit: () => Promise<void>): Promise<void> => {
    const plan: FaultPlan = { kind, at, first: operations.length };
    await driver.open(plan);
    try {
      await visit();
      await driver.call<"exposure">({ type: "exposure" }); // everything is stored by then
    } finally {
      const report = await driver.report();
      operations.push(...report.operations);
      hasHappened ||= report.hasHappened;
    }
    const warnings = await driver.warnings();
    if (warnings.length > MOST_WARNINGS) problems.push(`${warnings.length} warnings, ${warnings[0]}`);
    const others = warnings.filter((warning) => !warning.startsWith("storage-failed"));
    storage = warnings.some((warning) => warning.startsWith("storage-failed")) ? "memory" : "indexeddb";
    isStored &&= storage === "indexeddb";
    if (others.length > 0) problems.push(`a warning that has nothing to do with it: ${others[0]}`);
  };
  const choose = async (number: number): Promise<void> => {
    const ids = await driver.learn(await driver.rank(number), number);
    ((await driver.report()).hasHappened || hasHappened ? after : before).push(...ids);
  };
  try {
    await page(async () => {
      await choose(0);
      await choose(1);
      const bought = { atMs: 1, eventId: "bought", itemId: "v-chair-oak-0", action: "purchase" } as const;
      await driver.call<"attribute">({ type: "attribute", ...bought });
      await driver.call<"inspect">({ type: "inspect" });
    });
    await page(async () => {
      await driver.rank(2);
      await driver.call<"forget">({ type: "forget", itemId: "v-chair-oak-0" }).catch((thrown: unknown) => {
        // Where the database is gone while it forgets, nobody may say that it has.
        if (isPassing || !String(thrown).includes("storage-failed")) throw thrown;
      });
      await choose(3);
    });
  } catch (thrown) {
    problems.push(thrown instanceof Error ? thrown.message : String(thrown));
  }
  if (clean !== null && operations.length > 2 * clean)
    problems.push(`${operations.length} operations where ${clean} would do`);

  // What is there now, and whether it can be gone on from.
  await driver.close();
  const kept = await driver.kept();
  problems.push(...kept.faults.map((fault) => `afterwards ${fault}`));
  const isDeleted = kind === "deletes" && hasHappened;
  const lost = before.filter((id) => !kept.eventIds.has(id) && !id.includes("v-chair-oak-0"));
  if (!isDeleted && lost.length > 0) problems.push(`${lost.length} choices from before the fault are lost`);
  try {
    const started = await driver.open();
    if (started.storage !== "indexeddb") problems.push("afterwards the database is not used");
    await driver.learn(await driver.rank(4), 4);
    await driver.call<"exposure">({ type: "exposure" });
    const warnings = await driver.warnings();
    if (warnings.length > 0) problems.push(`afterwards a warning, ${warnings[0]}`);
    await driver.close();
    const again = await driver.kept();
    problems.push(...again.faults.map((fault) => `in the end ${fault}`));
    if (again.generation <= kept.generation) problems.push("afterwards nothing is learned");
  } catch (thrown) {
    problems.push(`afterwards ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  // A page that has told that it keeps nothing is believed; one that has not must have kept it.
  const keptAfter = after.filter((id) => kept.eventIds.has(id) || id.includes("v-chair-oak-0")).length;
  if (isStored && !isDeleted && keptAfter < after.length)
    problems.push(`${after.length - keptAfter} choices are lost that nobody was told of`);
  return { problems, operations, hasHappened, storage, acknowledgedAfter: after.length, keptAfter };
}
