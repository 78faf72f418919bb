/** What is asked for in an address, and the key of the tab's note. */
export const INSPECT = "personal-rank-inspect";

/** How the inspector's panel stands in a tab. */
export type PanelState = "open" | "folded";

const ASKED = new RegExp(`[?#&]${INSPECT}(?:[=&#]|$)`);

/** Whether a part of an address, from its `?` or `#` on, asks for the inspector. */
export function asksForInspector(addressPart: string): boolean {
  return ASKED.test(addressPart);
}

/** How the panel stood on the tab's last page, so that one can click through the shop; null if it was not there. */
export function notedPanel(): PanelState | null {
  try {
    const note = sessionStorage.getItem(INSPECT);
    return note === "open" || note === "folded" ? note : null;
  } catch {
    return null; // storage is refused: the panel is there where the address asks for it
  }
}

export function notePanel(state: PanelState | null): void {
  try {
    if (state === null) sessionStorage.removeItem(INSPECT);
    else sessionStorage.setItem(INSPECT, state);
  } catch {
    // As above.
  }
}
