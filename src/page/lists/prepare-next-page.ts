import { idle } from "../idle.ts";
import type { Candidate } from "../../ranking/candidate.ts";

/** A page that is always busy must not keep it waiting for ever. */
const IDLE_MS = 5_000;

/** Items a call: the worker answers one call after another, and must not keep a click waiting. */
const ITEMS_PER_CALL = 8;
const MAX_ITEMS = 96;
const MAX_PAGE_BYTES = 4 * 1024 * 1024;
/** Below this, and off the mains, the battery is left alone. */
const LOW_BATTERY = 0.3;

interface NextPageOptions {
  /** The candidates of the list on that page. */
  readonly read: (next: Document) => readonly Candidate[];
  /** True once the tag has stopped. */
  readonly isOver: () => boolean;
  readonly fetch: typeof globalThis.fetch;
  readonly prepare: (candidates: readonly Candidate[]) => Promise<unknown>;
}

/**
 * Reads the page that `rel="next"` names and has its items encoded, a few at a time while the browser is idle, so that the page
 * can be ranked at once when the visitor goes there. Costs one request for the page itself; its scripts and pictures are not
 * loaded.
 *
 * Does nothing, or stops, where the visitor saves data, the battery is low or the tab is out of sight.
 */
export async function prepareNextPage({ read, isOver, fetch, prepare }: NextPageOptions): Promise<void> {
  if (!(await isSpare())) return;
  await idle(IDLE_MS);
  const link = document.querySelector<HTMLAnchorElement | HTMLLinkElement>(
    'link[rel~="next"][href], a[rel~="next"][href]',
  );
  if (link === null || new URL(link.href).origin !== location.origin) return;
  const next = await load(link.href, fetch);
  const candidates = next === null ? [] : read(next).slice(0, MAX_ITEMS);
  for (let start = 0; start < candidates.length; start += ITEMS_PER_CALL) {
    await idle(IDLE_MS);
    if (isOver() || !(await isSpare())) return;
    await prepare(candidates.slice(start, start + ITEMS_PER_CALL));
  }
}

/** @returns null for what is no page, or an uncommonly large one. */
async function load(url: string, fetch: NextPageOptions["fetch"]): Promise<Document | null> {
  const response = await fetch(url, { priority: "low", credentials: "same-origin" });
  const isPage = response.ok && (response.headers.get("content-type") ?? "").includes("html");
  if (!isPage || Number(response.headers.get("content-length") ?? 0) > MAX_PAGE_BYTES) return null;
  const text = await response.text();
  // A parsed document runs nothing and loads nothing. It is only read.
  return text.length > MAX_PAGE_BYTES ? null : new DOMParser().parseFromString(text, "text/html");
}

/** What TypeScript's library does not know, and not every browser has. */
interface Told {
  readonly connection?: { readonly saveData?: boolean };
  readonly getBattery?: () => Promise<{ readonly charging: boolean; readonly level: number }>;
}

async function isSpare(): Promise<boolean> {
  const { connection } = navigator as Told;
  if (document.visibilityState === "hidden" || connection?.saveData === true) return false;
  const battery = await (navigator as Told).getBattery?.().catch(() => null);
  return battery == null || battery.charging || battery.level >= LOW_BATTERY;
}
