import type { BrowserContext } from "playwright";
import type { EngineName } from "./evaluate-options.ts";

/**
 * Changes the shop's tag before it starts: the engine under test, and nobody to share with, as each persona is alone. Nothing is read
 * ahead: what a page costs is then what it costs.
 *
 * @param isInterleaved Whether every other view, which is as many as the tag allows, shows a list drafted by both orders.
 */
export async function loneTag(
  context: BrowserContext,
  engine: EngineName,
  { isInterleaved }: { readonly isInterleaved: boolean } = { isInterleaved: false },
): Promise<void> {
  await context.addInitScript(
    ([backend, isDrafted]) => {
      customElements.define("rank-inspector", class extends HTMLElement {}); // no shop has it, and it asks the worker a lot
      new MutationObserver((_, observer) => {
        const tag = document.querySelector<HTMLScriptElement>('script[src$="/personal-rank.js"][data-model]');
        if (tag === null) return;
        tag.dataset["backend"] = backend;
        if (isDrafted) Object.assign(tag.dataset, { holdOut: "0.5", interleave: "team-draft" });
        delete tag.dataset["sync"];
        delete tag.dataset["prepare"];
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    },
    [engine, isInterleaved] as const,
  );
}
