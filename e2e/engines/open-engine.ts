import { chromiumEngine } from "./chromium.ts";
import type { Engine } from "./engine.ts";
import { firefoxEngine } from "./firefox.ts";
import { webkitEngine } from "./webkit.ts";

export type EngineName = "chromium" | "firefox" | "webkit";

const OPENERS: Readonly<Record<EngineName, () => Promise<Engine | null>>> = {
  chromium: chromiumEngine,
  firefox: firefoxEngine,
  webkit: webkitEngine,
};

/**
 * Starts an engine; installs it where that needs no question.
 *
 * @returns Null where there is none; `stderr` has been told what to do.
 * @throws {Error} The same, if `ENGINES_REQUIRED` is set.
 */
export function openEngine(name: EngineName): Promise<Engine | null> {
  return OPENERS[name]();
}
