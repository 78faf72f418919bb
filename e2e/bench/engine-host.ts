import type { Browser, Page } from "playwright";
import type { BenchPage } from "./page/page.ts";
import { serve, type BenchServer } from "./serve.ts";

declare const bench: BenchPage;

/** Where an engine lives: a page as most shops are, or one whose headers allow threads with shared memory. */
export type PageKind = "plain" | "isolated";

/** One configuration of one library. */
export interface Engine {
  /** As rows name it. */
  readonly name: string;
  readonly precision: string;
  readonly page: PageKind;
  /** File in page/, without its ending. */
  readonly script: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The browser with both pages, and the engines that are open in their workers. */
export class EngineHost {
  readonly #pages: Readonly<Record<PageKind, Page>>;
  readonly #servers: Readonly<Record<PageKind, BenchServer>>;

  /** @param folders What is served, by the first part of the path; `page` holds index.html. */
  static async open(browser: Browser, folders: Readonly<Record<string, string>>): Promise<EngineHost> {
    const servers = { plain: await serve(folders, false), isolated: await serve(folders, true) };
    const open = async (kind: PageKind): Promise<Page> => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(`${servers[kind].url}/page/index.html`);
      await page.waitForFunction(() => "bench" in globalThis);
      return page;
    };
    return new EngineHost({ plain: await open("plain"), isolated: await open("isolated") }, servers);
  }

  private constructor(
    pages: Readonly<Record<PageKind, Page>>,
    servers: Readonly<Record<PageKind, BenchServer>>,
  ) {
    this.#pages = pages;
    this.#servers = servers;
  }

  /** Starts the engine's worker. */
  async open(engine: Engine): Promise<void> {
    const [key, path] = [keyOf(engine), `/page/${engine.script}.js`];
    await this.#pages[engine.page].evaluate(([name, url]) => bench.open(name, url), [key, path]);
  }

  /** Starts the engine's worker and has it fetch the model; `create` is the caller's. */
  async start(engine: Engine, model: string): Promise<void> {
    const { page, options } = engine;
    await this.open(engine);
    const modelUrl = `${this.#servers[page].url}/models/${model}/`;
    await this.call(engine, "fetch", { ...options, modelUrl, precision: engine.precision });
  }

  async call<Value>(engine: Engine, method: string, argument: unknown = null): Promise<Value> {
    const value = await this.#pages[engine.page].evaluate(
      ([name, called, given]) => bench.call(name as string, called as string, given),
      [keyOf(engine), method, argument],
    );
    return value as Value; // each worker's methods are written beside their callers
  }

  async stop(engine: Engine): Promise<void> {
    await this.#pages[engine.page].evaluate((name) => bench.close(name), keyOf(engine));
  }

  /** What engines of a page have loaded since the last call, each path once. */
  takeRequests(page: PageKind): string[] {
    return this.#servers[page].takeRequests();
  }

  /** What the browser says of itself. */
  async surroundings(): Promise<Record<string, string | number>> {
    const [plain, isolated] = [this.#pages.plain, this.#pages.isolated];
    return {
      browser: await plain.evaluate(() => navigator.userAgent),
      cores: await plain.evaluate(() => navigator.hardwareConcurrency),
      adapter: await plain.evaluate(async () => {
        const info = (await navigator.gpu?.requestAdapter())?.info;
        return info === undefined ? "none" : `${info.vendor} ${info.architecture} ${info.description}`.trim();
      }),
      isolated: String(await isolated.evaluate(() => crossOriginIsolated)),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#servers.plain.stop(), this.#servers.isolated.stop()]);
  }
}

function keyOf({ name, precision }: Engine): string {
  return `${name}, ${precision}`;
}
