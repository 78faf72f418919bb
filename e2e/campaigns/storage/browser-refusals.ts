import type { Browser, CDPSession } from "playwright";
import { SCHEMA_VERSION } from "../../../src/store/schema.ts";
import type { ShopServer } from "../../hosting/shop-server.ts";
import { bareSite } from "./bare-site.ts";
import { type VisitorDriver, visitorDriver } from "./visitor-driver.ts";

/** What a fault is brought about with. */
interface Setting {
  readonly browser: Browser;
  readonly site: ShopServer;
  readonly random: () => number;
  readonly times: number;
}

/** A way in which a browser itself refuses, loses or clears the database. */
interface BrowserRefusal {
  readonly name: string;
  readonly times: number;
  /** @returns What should not have been. */
  run(setting: Setting): Promise<string[]>;
}

/** Bytes that are enough to start with, and not for a visit. */
const SMALL_QUOTA_BYTES = 200_000;
const MOST_WARNINGS = 2;
/** A little longer than a worker waits with a warning, for a page that is about to go. */
const TELLING_MS = 1_500;

/** In the worker's place of `indexedDB`. */
const REFUSED = {
  "no indexedDB": `Object.defineProperty(self, "indexedDB", { value: undefined });`,
  "indexedDB that may not be touched": `Object.defineProperty(self, "indexedDB", { get() { throw new DOMException("denied", "SecurityError"); } });`,
  "an open that throws": `IDBFactory.prototype.open = () => { throw new DOMException("private", "InvalidStateError"); };`,
  "neither indexedDB nor locks": `Object.defineProperty(self, "indexedDB", { value: undefined }); LockManager.prototype.request = () => Promise.reject(new DOMException("denied", "SecurityError"));`,
} as const;

/** Private modes, quotas, upgrades that are blocked, storage that is cleared: as Chromium does it, not as we imagine it. */
export const BROWSER_REFUSALS: readonly BrowserRefusal[] = [
  ...Object.entries(REFUSED).map(([name, source]): BrowserRefusal => ({
    name,
    times: 10,
    run: async ({ browser, times }) => {
      const site = await bareSite(source);
      try {
        return await repeated({ browser, site, times }, async (driver) => {
          const { storage } = await driver.open();
          await choose(driver, 0);
          const { generation } = (await inspected(driver)).started;
          await driver.page.waitForTimeout(TELLING_MS);
          return [
            ...(storage === "memory" ? [] : [`it is kept in ${storage}`]),
            ...(generation > 0 ? [] : ["nothing is learned"]),
            ...(await warningsOf(driver, 1, true)),
          ];
        });
      } finally {
        await site.stop();
      }
    },
  })),
  {
    name: "quota exceeded from the start",
    times: 10,
    run: (setting) =>
      repeated(setting, async (driver, session) => {
        await quota(session, setting.site, 1);
        await driver.open();
        for (let number = 0; number < 4; number++) await choose(driver, number);
        const problems = await warningsOf(driver, MOST_WARNINGS);
        await quota(session, setting.site, null);
        return [...problems, ...(await isWell(driver))];
      }),
  },
  {
    name: "quota exceeded on the way",
    times: 10,
    run: (setting) =>
      repeated(setting, async (driver, session) => {
        await quota(session, setting.site, SMALL_QUOTA_BYTES + Math.round(setting.random() * 2_000_000));
        await driver.open();
        for (let number = 0; number < 12; number++) await choose(driver, number);
        const problems = await warningsOf(driver, MOST_WARNINGS);
        await quota(session, setting.site, null);
        return [...problems, ...(await isWell(driver))];
      }),
  },
  {
    name: "storage cleared in the middle of an update",
    times: 50,
    run: (setting) =>
      repeated(setting, async (driver, session) => {
        await driver.open();
        for (let number = 0; number < 3; number++) await choose(driver, number);
        const updates = (async () => {
          for (let number = 3; number < 9; number++) await choose(driver, number);
        })();
        await driver.page.waitForTimeout(setting.random() * 300);
        await session.send("Storage.clearDataForOrigin", {
          origin: setting.site.origin,
          storageTypes: "indexeddb",
        });
        await updates;
        return [...(await warningsOf(driver, MOST_WARNINGS)), ...(await isWell(driver))];
      }),
  },
  {
    name: "an upgrade that another tab blocks",
    times: 3,
    run: (setting) =>
      repeated(setting, async (driver) => {
        const other = await driver.page.context().newPage();
        await other.goto(setting.site.origin);
        await hold(other.evaluate.bind(other), SCHEMA_VERSION - 1);
        const { storage } = await driver.open(); // after ten seconds
        await choose(driver, 0);
        const problems = storage === "memory" ? [] : [`it is kept in ${storage}`];
        problems.push(...(await warningsOf(driver, 1, true)));
        await other.close();
        await driver.erase(); // a version with no stores is nothing to go on from
        return [...problems, ...(await isWell(driver))];
      }),
  },
  {
    name: "a database of a newer version",
    times: 5,
    run: (setting) =>
      repeated(setting, async (driver) => {
        await driver.open();
        await choose(driver, 0);
        await inspected(driver);
        await driver.close();
        await hold(driver.page.evaluate.bind(driver.page), SCHEMA_VERSION + 1, true);
        const { storage } = await driver.open();
        await choose(driver, 1);
        const { version } = (await driver.page.evaluate(() => indexedDB.databases()))[0];
        return [
          ...(storage === "memory" ? [] : [`it is kept in ${storage}`]),
          ...(version === SCHEMA_VERSION + 1 ? [] : [`it is of version ${version} now`]),
          ...(await warningsOf(driver, 1, true)),
        ];
      }),
  },
];

/** Each time in a profile of its own. */
async function repeated(
  { browser, site, times }: Pick<Setting, "browser" | "site" | "times">,
  once: (driver: VisitorDriver, session: CDPSession) => Promise<readonly string[]>,
): Promise<string[]> {
  const problems: string[] = [];
  for (let time = 0; time < times; time++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(site.origin);
    try {
      problems.push(...(await once(visitorDriver(page), await context.newCDPSession(page))));
    } catch (thrown) {
      problems.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
    await context.close();
  }
  return problems;
}

async function choose(driver: VisitorDriver, number: number): Promise<void> {
  await driver.learn(await driver.rank(number), number);
}

function inspected(driver: VisitorDriver): Promise<{ started: { generation: number } }> {
  return driver.call<"inspect">({ type: "inspect" });
}

async function warningsOf(driver: VisitorDriver, most: number, isExpected = false): Promise<string[]> {
  const warnings = await driver.warnings();
  if (warnings.length > most) return [`${warnings.length} warnings, ${warnings.join("; ")}`];
  if (isExpected && warnings.length === 0) return ["nobody was told"];
  return warnings.filter((warning) => !warning.startsWith("storage-failed"));
}

/** Whether a new page keeps what it learns, and what is kept fits together. */
async function isWell(driver: VisitorDriver): Promise<string[]> {
  const { storage, generation } = await driver.open();
  await choose(driver, 40);
  const after = (await inspected(driver)).started.generation;
  const warnings = await driver.warnings();
  await driver.close();
  const { faults } = await driver.kept();
  return [
    ...faults,
    ...warnings.map((warning) => `afterwards ${warning}`),
    ...(storage === "indexeddb" ? [] : [`afterwards it is kept in ${storage}`]),
    ...(after > generation ? [] : ["afterwards nothing is learned"]),
  ];
}

async function quota(session: CDPSession, { origin }: ShopServer, quotaSize: number | null): Promise<void> {
  await session.send("Storage.overrideQuotaForOrigin", {
    origin,
    ...(quotaSize === null ? {} : { quotaSize }),
  });
}

/** Opens the database as a page that knows nothing of ours would, and does not give way. */
function hold(
  evaluate: <Given>(action: (given: Given) => Promise<void>, given: Given) => Promise<void>,
  version: number,
  isClosed = false,
): Promise<void> {
  return evaluate(
    (given) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("personal-rank", given.version);
        opening.addEventListener("success", () => {
          if (given.isClosed) opening.result.close();
          Object.assign(window, { held: opening.result });
          resolve();
        });
        opening.addEventListener("error", () => reject(opening.error!));
      }),
    { version, isClosed },
  );
}
