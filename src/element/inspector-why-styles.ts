import { css, type CSSResult } from "lit";

/** Of the "Why" and the "Timeline" tab: they stand inside a panel, and have no frame of their own. */
export const inspectorWhyStyles: CSSResult = css`
  :host {
    padding: 0;
    background: none;
  }
  .pick,
  .what-if label:not(.check) {
    display: grid;
    gap: 0.2rem;
    margin-bottom: 0.7rem;
    color: var(--muted);
    font-size: 0.85rem;
  }
  select,
  input[type="text"],
  input[type="number"] {
    width: 100%;
    padding: 0.45rem 0.6rem;
    border: 1px solid var(--shop);
    border-radius: 8px;
    background: var(--paper);
    color: var(--ink);
    font: inherit;
    font-size: 0.9rem;
  }
  fieldset {
    max-height: 11rem;
    margin: 0 0 0.8rem;
    padding: 0.3rem 0.7rem 0.5rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    overflow-y: auto;
  }
  legend {
    padding: 0 0.3rem;
    color: var(--muted);
    font-size: 0.85rem;
  }
  .effects th[scope="row"] {
    overflow-wrap: anywhere;
  }
  .effects .this th[scope="row"] {
    font-weight: 600;
  }
  .effects .bar-cell {
    width: 22%;
  }
`;
