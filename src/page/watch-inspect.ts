import { INSPECT_EVENT } from "../base/inspect-bookmarklet.ts";
import { LEAVING_MS } from "../base/leaving-ms.ts";
import { asksForInspector, notedPanel, notePanel, type PanelState } from "./inspect-note.ts";

/** What the file of the inspector offers. */
export interface InspectorModule {
  /**
   * Shows the inspector in a panel at the side of the page; one that is there stays.
   *
   * @param isByHand Whether somebody has just asked for it: the focus then goes there.
   * @param onChange Told how the panel stands from then on; null once it is closed.
   */
  openInspector(isByHand: boolean, state: PanelState, onChange: (state: PanelState | null) => void): void;
}

/** Listens for whoever asks for the inspector; returns what stops it. */
export type WatchInspect = (load: () => Promise<InspectorModule>) => () => void;

/**
 * Opens the inspector where a developer asks for it: by `personal-rank-inspect` in the query or the hash of the address, by the
 * bookmarklet, or on an earlier page of the tab. Nothing of it is loaded for anybody else. Made once for a page: a tag that starts
 * again does not open what was closed meanwhile.
 */
export function inspectWatch(): WatchInspect {
  let isAddressRead = false;
  let hasFailed = false;

  return (load) => {
    const open = async (isByHand: boolean, state: PanelState = "open"): Promise<void> => {
      try {
        const inspector = await load();
        notePanel(state);
        inspector.openInspector(isByHand, state, notePanel);
      } catch (cause) {
        if (hasFailed) return; // of several tags, and of whoever asks again, one is told
        hasFailed = true;
        const message = `personal-rank: Cannot show the inspector because rank-inspector.js did not start: ${String(cause)}; serve it beside the page script, and see docs/hosting.md for what the page's Content-Security-Policy and Trusted Types have to allow`;
        setTimeout(() => console.warn(message), LEAVING_MS);
      }
    };
    const openNoted = (): void => {
      const state = notedPanel();
      if (state !== null) void open(false, state);
    };
    const onAsked = (event: Event): void => {
      if (event.defaultPrevented) return; // another tag does it
      event.preventDefault();
      void open(true);
    };
    const onHash = (): void => void (asksForInspector(location.hash) && open(true));
    /** A page that the browser has kept knows nothing of what was done with the panel on a later one. */
    const onBack = ({ persisted }: PageTransitionEvent): void => {
      if (!persisted) return;
      document.querySelector("rank-inspector-dock")?.remove();
      openNoted();
    };
    document.addEventListener(INSPECT_EVENT, onAsked);
    addEventListener("hashchange", onHash);
    addEventListener("pageshow", onBack);
    if (!isAddressRead && asksForInspector(location.search + location.hash)) void open(false);
    else openNoted();
    isAddressRead = true;
    return () => {
      document.removeEventListener(INSPECT_EVENT, onAsked);
      removeEventListener("hashchange", onHash);
      removeEventListener("pageshow", onBack);
    };
  };
}
