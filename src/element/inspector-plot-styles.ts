import { css, type CSSResult } from "lit";

/**
 * Of the plots of lines, and of the values behind them. Long figures at the axis may stand over the edge; the many columns of the values scroll,
 * and the page does not.
 */
export const inspectorPlotStyles: CSSResult = css`
  .plot {
    margin: 1.1rem 0 0;
  }
  .plot svg {
    display: block;
    width: 100%;
    aspect-ratio: 400 / 120;
    overflow: visible;
  }
  figcaption {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 0.8rem;
    font-size: 0.82rem;
  }
  .plot .legend {
    margin: 0;
  }
  .grid {
    stroke: var(--line);
  }
  .tick {
    fill: var(--muted);
    font-size: 10.5px;
  }
  .curve {
    fill: none;
    stroke-width: 2;
    stroke-linejoin: round;
  }
  .curve.shop {
    stroke: var(--shop);
  }
  .curve.global {
    stroke: var(--global);
  }
  .curve.personal {
    stroke: var(--personal);
  }
  .mark {
    stroke: var(--ink);
    stroke-dasharray: 2 2;
  }
  .key.budget::before {
    height: 0;
    border-top: 2px dashed var(--muted);
    border-radius: 0;
    vertical-align: 3px;
  }
  .budget {
    stroke: var(--muted);
    stroke-dasharray: 5 3;
  }
  .plot + table {
    margin-top: 0.6rem;
  }
  .lessons {
    margin-top: 0.35rem;
  }
  .sum {
    border-top: 1px solid var(--line);
  }
  .values {
    margin-top: 1rem;
  }
  .values summary {
    display: list-item;
    list-style: disclosure-closed inside;
  }
  .values[open] summary {
    list-style-type: disclosure-open;
  }
  .values thead th {
    min-width: 4.5rem;
    white-space: normal;
    vertical-align: bottom;
  }
`;
