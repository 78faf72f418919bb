import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  expect,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  test as base,
  type TestType,
} from "@playwright/test";
import { type DemoServer, startDemo } from "../demo-server.ts";
import type { Engine, LaunchOptions } from "./engine.ts";
import { EngineShop } from "./engine-shop.ts";
import { type EngineName, openEngine } from "./open-engine.ts";

export interface EngineOptions {
  readonly engineName: EngineName;
}

interface WorkerFixtures {
  /** Null where there is none: the tests of this engine are left out. */
  readonly engine: Engine | null;
}

interface Fixtures {
  readonly demo: DemoServer;
  /** A folder for a profile that is to outlive a browser. */
  readonly profileDir: string;
  /** Starts a browser; an exception in a page, or a complaint on its console, fails the test at its end. */
  readonly launch: (options?: Partial<LaunchOptions>) => Promise<EngineShop>;
  /** A new visitor who has consented, on a list. */
  readonly shop: EngineShop;
}

/** Playwright's runner without its browsers: a demo server, and visitors in one of the engines. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & Fixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & WorkerFixtures & EngineOptions
> = base.extend<Fixtures, WorkerFixtures & EngineOptions>({
  engineName: ["chromium", { option: true, scope: "worker" }],
  engine: [
    async ({ engineName }, use) => {
      const engine = await openEngine(engineName);
      await use(engine);
      await engine?.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
  demo: async ({}, use) => {
    const demo = await startDemo();
    await use(demo);
    await demo.stop();
  },
  // oxlint-disable-next-line no-empty-pattern -- as above
  profileDir: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "personal-rank-profile-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  },
  launch: async ({ engine, engineName, demo }, use) => {
    test.skip(engine === null, `no ${engineName} here`);
    const shops: EngineShop[] = [];
    await use(async (options) => {
      const shop = new EngineShop(await engine!.launch({ shopUrl: demo.url, ...options }));
      shops.push(shop);
      return shop;
    });
    for (const shop of shops) await shop.close();
    expect(shops.flatMap((shop) => shop.complaints())).toEqual([]);
  },
  shop: async ({ launch }, use) => {
    const shop = await launch();
    await shop.consent();
    await use(shop);
  },
});
