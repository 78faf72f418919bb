import { css, type CSSResult } from "lit";

/** The drawing of what moved where. */
export const inspectorMovesStyles: CSSResult = css`
  .moves {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 72px minmax(0, 1fr);
  }
  .moves-head {
    color: var(--muted);
    font-size: 0.8rem;
  }
  .moves li {
    display: flex;
    align-items: center;
    gap: 0.4rem;
    height: var(--row);
  }
  .lines {
    display: block;
  }
  .line {
    fill: none;
    stroke: var(--shop);
    stroke-width: 1.6;
    opacity: 0.75;
  }
  .line.up {
    stroke: var(--up);
    stroke-width: 2.4;
    opacity: 1;
  }
  .line.down {
    stroke: var(--down);
    stroke-dasharray: 4 3;
  }
  .far-text {
    fill: var(--up);
    font-size: 10.5px;
    paint-order: stroke;
    stroke: var(--paper);
    stroke-width: 4px;
  }
  .held {
    flex: none;
    width: 0.8rem;
    height: 0.8rem;
    margin-left: auto;
    fill: var(--muted);
  }
`;
