import { css, type CSSResult } from "lit";

/**
 * System colours follow the page's `color-scheme` and the visitor's forced colours by themselves; what is not a system colour
 * has a property of its own.
 */
export const rankSwitchStyles: CSSResult = css`
  :host {
    --_background: var(--personal-rank-background, Canvas);
    --_color: var(--personal-rank-color, CanvasText);
    --_line: var(--personal-rank-line, color-mix(in srgb, CanvasText 22%, Canvas));
    --_muted: color-mix(in srgb, var(--_color) 78%, var(--_background));
    --_accent: var(--personal-rank-accent, light-dark(#1f5d4a, #8fd0b5));
    --_on-accent: var(--personal-rank-on-accent, light-dark(#ffffff, #10201a));
    --_radius: var(--personal-rank-radius, 10px);
    display: inline-block;
    position: relative;
    font-family: var(--personal-rank-font, inherit);
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  button {
    min-block-size: 2rem;
    padding: 0.3rem 0.75rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:disabled {
    cursor: default;
    opacity: 0.6;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  .panel {
    inline-size: min(var(--personal-rank-width, 22rem), 100vw - 1rem);
    margin: 0;
    padding: 1rem 1.1rem 1.1rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_color);
    font-size: 0.95rem;
    line-height: 1.5;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .panel[popover] {
    position: absolute;
    inset: auto;
    left: var(--_left);
    top: var(--_top);
    max-block-size: none;
    box-shadow: 0 8px 28px rgb(0 0 0 / 18%);
    transition: opacity 0.12s ease-out;
  }
  @starting-style {
    .panel:popover-open {
      opacity: 0;
    }
  }
  /* A browser without popovers: the panel opens in its place. */
  .panel:not([popover]) {
    margin-block-start: 0.5rem;
  }
  p,
  dl,
  dd {
    margin: 0;
  }
  .panel > * + * {
    margin-block-start: 0.8rem;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem;
  }
  .title,
  .facts-title {
    font-weight: 650;
  }
  .title {
    font-size: 1.05rem;
  }
  .close {
    flex: none;
    inline-size: 2rem;
    margin-inline-end: -0.4rem;
    padding: 0;
    border-color: transparent;
    font-size: 1.2rem;
    line-height: 1;
  }
  [role="switch"] {
    display: flex;
    align-items: center;
    justify-content: space-between;
    inline-size: 100%;
    padding: 0.6rem 0.75rem;
    text-align: start;
    font-weight: 600;
  }
  .track {
    flex: none;
    inline-size: 2.6rem;
    block-size: 1.5rem;
    padding: 0.2rem;
    border: 1px solid var(--_muted);
    border-radius: 999px;
    transition: background-color 0.15s;
  }
  .thumb {
    display: block;
    inline-size: 1rem;
    block-size: 1rem;
    border-radius: 50%;
    background: var(--_muted);
    transition: margin 0.15s;
  }
  [aria-checked="true"] .track {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  [aria-checked="true"] .thumb {
    margin-inline-start: 1.1rem;
    background: var(--_on-accent);
  }
  .facts dl {
    display: grid;
    gap: 0.3rem;
    margin-block-start: 0.3rem;
  }
  .facts div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    column-gap: 1rem;
  }
  .facts dt {
    color: var(--_muted);
  }
  .facts dd {
    font-variant-numeric: tabular-nums;
  }
  .confirm {
    padding: 0.75rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-block-start: 0.6rem;
  }
  .strong {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .status:empty {
    display: none;
  }
  slot {
    display: block;
    font-size: 0.9rem;
  }
  @media (max-width: 30rem) {
    .panel[popover] {
      position: fixed;
      inset: auto 0 0 0;
      inline-size: 100%;
      max-block-size: 85vh;
      border-width: 1px 0 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
      overflow: auto;
    }
  }
  @media (forced-colors: active) {
    .track {
      border-color: ButtonText;
    }
    .thumb {
      background: ButtonText;
    }
    [aria-checked="true"] .track {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
    }
    [aria-checked="true"] .thumb {
      forced-color-adjust: none;
      background: HighlightText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .panel,
    .track,
    .thumb {
      transition: none !important;
    }
  }
`;
