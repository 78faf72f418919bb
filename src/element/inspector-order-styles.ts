import { css, type CSSResult } from "lit";

/** Of the "Order" tab: why each product stands where it does. What is folded in "Speed" goes by its `summary` too. */
export const inspectorOrderStyles: CSSResult = css`
  .reasons > li {
    border-top: 1px solid var(--line);
  }
  summary {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto 30%;
    align-items: center;
    gap: 0.5rem;
    padding: 0.45rem 0;
    list-style: none;
    cursor: pointer;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary:hover .reason-title {
    text-decoration: underline;
  }
  .reason-body {
    padding: 0.1rem 0 0.9rem 1.95rem;
  }
  .reasons + .plain {
    margin-top: 0.6rem;
  }
`;
