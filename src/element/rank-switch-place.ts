/** Free space around the panel and between it and its button, in px. */
const GAP = 8;

/** A rectangle of the window, in px. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Where a panel opens: below its button and flush with where the line begins, above it if there is room only there, and never
 * across an edge of the window at its side.
 *
 * @param size  Of the panel, in px.
 * @param view  The window: its size and how far it is scrolled, in px.
 * @returns Its top left corner on the page, in px.
 */
export function placePanel(
  button: Box,
  size: { readonly width: number; readonly height: number },
  view: {
    readonly width: number;
    readonly height: number;
    readonly scrollX: number;
    readonly scrollY: number;
  },
  isRightToLeft: boolean,
): { readonly left: number; readonly top: number } {
  const flush = isRightToLeft ? button.right - size.width : button.left;
  const left = Math.max(GAP, Math.min(flush, view.width - size.width - GAP));
  const below = button.bottom + GAP;
  const above = button.top - GAP - size.height;
  const top = below + size.height > view.height && above >= 0 ? above : below;
  return { left: left + view.scrollX, top: top + view.scrollY };
}
