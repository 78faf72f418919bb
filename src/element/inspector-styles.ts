import { css, type CSSResult, unsafeCSS } from "lit";
import { pageColours } from "../base/page-colours.ts";

/**
 * Frame of the inspector: colours, head, tabs. It has a shadow root of its own, so that it looks the same in any shop; it speaks English and
 * draws from left to right, also in one that is written from right to left. The list of tabs has a shade at the side where there are more,
 * hidden by what scrolls along where there are none.
 */
export const inspectorStyles: CSSResult = css`
  ${unsafeCSS(pageColours)}
  :host {
    --shop: #a3aca7;
    --global: #4f83b5;
    --personal: #d9772b;
    display: block;
    direction: ltr;
    padding: 1rem 1.1rem 2rem;
    background: var(--paper);
    color: var(--ink);
    font:
      0.9rem/1.5 ui-sans-serif,
      system-ui,
      -apple-system,
      "Segoe UI",
      Roboto,
      sans-serif;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --shop: #79837e;
      --global: #6ea3d6;
      --personal: #f09a4e;
    }
  }
  * {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd,
  table,
  pre {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 1.1rem;
    letter-spacing: -0.01em;
  }
  h3 {
    margin: 1.4rem 0 0.5rem;
    font-size: 0.95rem;
  }
  ol {
    list-style: none;
  }
  ul {
    padding-left: 1.1rem;
  }
  ul > li + li {
    margin-top: 0.2rem;
  }
  :focus-visible {
    outline: 3px solid var(--strong);
    outline-offset: 2px;
    border-radius: 5px;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem;
  }
  .state {
    padding: 0.1rem 0.65rem;
    border-radius: 999px;
    background: var(--ground);
    font-size: 0.8rem;
    white-space: nowrap;
  }
  .state::before {
    content: "";
    display: inline-block;
    width: 0.5rem;
    height: 0.5rem;
    margin-right: 0.4rem;
    border-radius: 50%;
    background: var(--shop);
  }
  .state.ready::before {
    background: var(--up);
  }
  .state.starting::before {
    background: var(--global);
  }
  .state.stopped::before {
    background: #c8463a;
  }
  .sub,
  .small {
    color: var(--muted);
    font-size: 0.82rem;
  }
  .small {
    margin-top: 0.6rem;
  }
  .note,
  .empty,
  .problem {
    padding: 0.75rem 0.9rem;
    border-radius: 10px;
    background: var(--ground);
  }
  .note strong {
    display: block;
  }
  .empty {
    margin-top: 1rem;
    padding: 1.5rem 1.2rem;
    text-align: center;
  }
  .empty strong {
    display: block;
    margin-bottom: 0.35rem;
    font-size: 1rem;
  }
  .empty svg {
    display: block;
    margin: 0 auto 0.75rem;
  }
  .problem {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 0.5rem;
    margin-top: 0.75rem;
    border-left: 4px solid #c8463a;
    overflow-wrap: anywhere;
  }
  .problem button {
    flex: none;
    width: 1.75rem;
    height: 1.75rem;
    border: 0;
    border-radius: 50%;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 1.1rem;
    cursor: pointer;
  }
  .problem.degraded {
    border-left-color: var(--personal);
  }

  [role="tablist"] {
    position: sticky;
    top: 0;
    z-index: 2;
    display: flex;
    gap: 0.15rem;
    margin: 0.9rem -1.1rem 1rem;
    padding: 0 1.1rem;
    border-bottom: 1px solid var(--line);
    background:
      linear-gradient(to right, var(--paper) 1.1rem, transparent) left / 2.2rem 100% no-repeat local,
      linear-gradient(to left, var(--paper) 1.1rem, transparent) right / 2.2rem 100% no-repeat local,
      linear-gradient(to right, var(--line), transparent) left / 1.1rem 100% no-repeat,
      linear-gradient(to left, var(--line), transparent) right / 1.1rem 100% no-repeat,
      var(--paper);
    overflow-x: auto;
    scrollbar-width: none;
  }
  [role="tab"] {
    padding: 0.55rem 0.38rem;
    font-size: 0.95em;
    border: 0;
    border-bottom: 3px solid transparent;
    background: none;
    color: var(--muted);
    font-family: inherit;
    font-weight: 600;
    white-space: nowrap;
    cursor: pointer;
  }
  [role="tab"]:focus-visible {
    outline-offset: -3px;
  }
  [role="tab"][aria-selected="true"] {
    border-bottom-color: var(--strong);
    color: var(--ink);
  }
`;
