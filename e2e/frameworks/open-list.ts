import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { buildPages, type Framework } from "./build-pages.ts";
import type { PageApi } from "./page/applier.ts";

const OUT = fileURLToPath(new URL("../results/frameworks/", import.meta.url));
const ORIGIN = "http://localhost";

type Build = "development" | "production";

export interface PageOptions {
  readonly framework: Framework;
  /** Only development builds warn of a hydration that went wrong. */
  readonly build?: Build;
  readonly tag?: "div" | "ul";
  readonly display?: "grid" | "block";
  /** When the framework's script is answered; null: never. */
  readonly scriptAfterMs?: number | null;
  readonly head?: string;
  readonly origin?: string;
}

export interface Opened {
  /** Warnings, errors and exceptions of the page. */
  readonly complaints: string[];
  readonly run: <Name extends keyof PageApi>(
    name: Name,
    ...args: PageApi[Name] extends (...args: infer Args) => unknown ? Args : never
  ) => Promise<PageApi[Name] extends (...args: never) => infer Result ? Awaited<Result> : never>;
}

/** Both builds of all pages. */
export async function buildAll(): Promise<void> {
  for (const build of ["development", "production"] as const) await buildPages(join(OUT, build), build);
}

/** Opens the list of a framework as its server has rendered it; its script comes after ours. */
export async function openList(
  page: Page,
  {
    framework,
    build = "development",
    tag = "div",
    display = "grid",
    scriptAfterMs = 0,
    head = "",
    origin = ORIGIN,
  }: PageOptions,
): Promise<Opened> {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) complaints.push(message.text());
  });
  const read = (name: string): string => readFileSync(join(OUT, build, name), "utf8");
  await page.route(`${origin}/frameworks/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1);
    if (name === `${framework}.js`) {
      if (scriptAfterMs === null) return;
      await new Promise((resolve) => setTimeout(resolve, scriptAfterMs));
    }
    await (name.endsWith(".js")
      ? route.fulfill({ contentType: "text/javascript", body: read(name) })
      : route.fulfill({
          contentType: "text/html",
          body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${framework}</title><link rel="icon" href="data:,">
            <style>
              #results { display: ${display}; grid-template-columns: repeat(4, 1fr); gap: 8px; padding: 0; margin: 0; }
              .card { border: 1px solid; list-style: none; height: 300px; }
            </style>${head}
            <div id="app" data-list="${tag}">${read(`${framework}-${tag}.html`)}</div>
            <script type="module" src="applier.js"></script>
            <script type="module" async src="${framework}.js"></script></html>`,
        }));
  });
  await page.goto(`${origin}/frameworks/`, { waitUntil: "commit" });
  await page.waitForFunction(() => "api" in window);
  return {
    complaints,
    run: (name, ...args) =>
      page.evaluate(
        ([name, args]) => {
          const { api } = window as unknown as { api: Record<string, (...args: unknown[]) => unknown> };
          return typeof api[name] === "function" ? api[name](...args) : api[name];
        },
        [name, args] as const,
      ) as never,
  };
}
