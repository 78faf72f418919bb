import { css, type CSSResult, unsafeCSS } from "lit";
import { pageColours } from "../base/page-colours.ts";

/**
 * The panel at the side of any page. What stands on the host with `!important` in here wins over whatever a page says of it: nothing
 * of the page's type, colours or layout reaches in. Lengths are `em` of the browser's own text size, as many shops set the page's to
 * something else. Its lines are stronger than those within, as they stand against any page. Folded, it is out of the way of carts at the
 * top and of consent banners at the bottom.
 */
export const inspectorDockStyles: CSSResult = css`
  ${unsafeCSS(pageColours)}
  :host {
    --line: #d3d7d2;
    all: initial !important;
    direction: ltr !important;
    position: fixed !important;
    inset: 0 0 0 auto !important;
    z-index: 2147483647 !important;
    display: block !important;
    box-sizing: border-box !important;
    width: min(430px, 100%) !important;
    color-scheme: light dark !important;
    color: var(--ink) !important;
    font-size: medium !important;
    font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif !important;
    line-height: 1.5 !important;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --line: #3d4641;
    }
  }
  * {
    box-sizing: border-box;
  }
  section {
    display: flex;
    flex-direction: column;
    height: 100%;
    border-left: 1px solid var(--line);
    background: var(--paper);
    box-shadow: 0 0 1.8em rgb(0 0 0 / 22%);
  }
  .bar {
    display: flex;
    flex: none;
    align-items: center;
    gap: 0.6em;
    padding: 0.3em 0.4em;
    border-bottom: 1px solid var(--line);
  }
  .hint {
    flex: 1;
    min-width: 0;
    color: var(--muted);
    font-size: 0.8em;
    line-height: 1.3;
  }
  button {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-width: 2.5em;
    min-height: 2.5em;
    padding: 0 0.7em;
    border: 0;
    border-radius: 0.6em;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.95em;
    font-weight: 600;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, var(--ink) 9%, transparent);
  }
  :focus-visible {
    outline: 3px solid var(--strong);
    outline-offset: -3px;
  }
  .close {
    padding: 0;
    font-size: 1.3em;
    font-weight: 400;
  }
  .fold svg:last-child {
    transition: rotate 120ms;
  }
  .body {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }

  :host([folded]) {
    inset: 50% 0 auto auto !important;
    width: fit-content !important;
    translate: 0 -50% !important;
  }
  :host([folded]) section {
    border: 1px solid var(--line);
    border-right: 0;
    border-radius: 0.8em 0 0 0.8em;
  }
  :host([folded]) .bar {
    padding: 0.15em;
    border: 0;
  }
  :host([folded]) .fold svg:last-child {
    rotate: 180deg;
  }
  :host([folded]) :is(.hint, .close, .body) {
    display: none;
  }

  @media (max-width: 640px) and (orientation: portrait) {
    :host(:not([folded])) .fold svg:last-child {
      rotate: 90deg;
    }
    :host([folded]) .word {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    :host(:not([folded])) {
      inset: auto 0 0 0 !important;
      width: auto !important;
      height: 62% !important;
    }
    :host(:not([folded])) section {
      border-top: 1px solid var(--line);
      border-left: 0;
      border-radius: 1em 1em 0 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .fold svg:last-child {
      transition: none;
    }
  }
  @media print {
    :host {
      display: none !important;
    }
  }
`;
