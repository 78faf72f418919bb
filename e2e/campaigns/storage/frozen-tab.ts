import type { BrowserContext } from "playwright";
import type { ShopServer } from "../../hosting/shop-server.ts";
import { visitorDriver } from "./visitor-driver.ts";

/** How long a holder would keep the lock if nobody ended it. */
const HELD_MS = 60_000;
/** The others may wait so long. */
const MOST_WAIT_MS = 5_000;

/** Goes before a worker's own source: told to, it takes its time within its next update. */
export const LINGERS: string = `{
  const channel = new BroadcastChannel("campaign");
  let lingers = false;
  channel.onmessage = ({ data }) => { if (data === "linger") lingers = true; };
  const request = LockManager.prototype.request;
  LockManager.prototype.request = function (name, ...given) {
    if (name !== "personal-rank-writer") return request.call(this, name, ...given);
    const action = given.pop();
    return request.call(this, name, ...given, async (lock) => {
      if (lingers && self.name !== "campaign") {
        lingers = false;
        channel.postMessage("holding");
        await new Promise((resolve) => setTimeout(resolve, ${HELD_MS}));
      }
      return action(lock);
    });
  };
}`;

/** What a frozen tab did to the others. */
export interface FrozenTab {
  readonly problems: readonly string[];
  /** Until another tab's update was answered. */
  readonly waitedMs: number;
}

/**
 * A tab of the shop is told that it is frozen while its worker holds the lock of the writer; another one learns, and then the
 * first one is looked at again. Chromium without a window freezes nothing, asked by DevTools or not: the events are ours.
 *
 * @param site Whose workers have {@link LINGERS} before them.
 */
export async function frozenTab(context: BrowserContext, site: ShopServer): Promise<FrozenTab> {
  const problems: string[] = [];
  const other = await context.newPage();
  await other.goto(site.origin);
  await other.evaluate(() => {
    const channel = new BroadcastChannel("campaign");
    const holding = new Promise((resolve) => {
      channel.addEventListener("message", ({ data }) => data === "holding" && resolve(null));
    });
    Object.assign(window, { holding, channel });
  });
  const driver = visitorDriver(other);
  await driver.open();
  const ranking = await driver.rank(0);

  const shop = await context.newPage();
  const messages: string[] = [];
  shop.on("console", (message) => messages.push(message.text()));
  shop.on("pageerror", (error) => messages.push(String(error)));
  await shop.goto(`${site.origin}/shop`);
  await shop.waitForFunction(() => window.personalRank?.ranking != null);
  await shop.evaluate(() => window.personalRank!.inspect()); // all is stored
  await other.evaluate(() =>
    (window as unknown as { channel: BroadcastChannel }).channel.postMessage("linger"),
  );
  await shop.locator(".card a").nth(3).click();
  await other.evaluate(() => (window as unknown as { holding: Promise<unknown> }).holding);
  await shop.evaluate(() => document.dispatchEvent(new Event("freeze")));

  const fromMs = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<"waits">((resolve) => {
    timer = setTimeout(() => resolve("waits"), 2 * MOST_WAIT_MS);
  });
  const learned = await Promise.race([driver.learn(ranking, 0), tooLong]);
  clearTimeout(timer);
  const waitedMs = performance.now() - fromMs;
  if (learned === "waits" || waitedMs > MOST_WAIT_MS)
    problems.push(`another tab waited ${Math.round(waitedMs)} ms for one that was frozen`);

  await shop.evaluate(() => document.dispatchEvent(new Event("resume")));
  const learnedThere = await shop
    .waitForFunction(
      async () =>
        (await window.personalRank!.inspect()).events.some(
          ({ type, itemId }) => type === "click" && itemId.startsWith("card-"),
        ),
      null,
      { timeout: 30_000, polling: 200 },
    )
    .catch(() => null);
  if (learnedThere === null) problems.push("what was chosen in the frozen tab is lost");
  problems.push(...messages);
  await driver.close();
  problems.push(...(await driver.kept()).faults);
  await shop.close();
  await other.close();
  return { problems, waitedMs };
}
