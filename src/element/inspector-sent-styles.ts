import { css, type CSSResult } from "lit";

/** Of the "Sent" tab: bytes, and what is said of them. */
export const inspectorSentStyles: CSSResult = css`
  dl {
    margin: 0.9rem 0 0.5rem;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    gap: 0.8rem;
    padding: 0.2rem 0;
  }
  dt {
    color: var(--muted);
  }
  dd {
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  .hex {
    max-height: 15rem;
    padding: 0.7rem 0.8rem;
    border-radius: 10px;
    background: var(--ground);
    font:
      0.72rem/1.55 ui-monospace,
      "SF Mono",
      Menlo,
      Consolas,
      monospace;
    overflow: auto;
  }
  .report {
    margin-top: 0.6rem;
  }
  .report th,
  .report td {
    vertical-align: top;
  }
  .report tbody th[scope="row"] {
    min-width: 2.6rem;
  }
  code {
    font:
      0.85em ui-monospace,
      "SF Mono",
      Menlo,
      Consolas,
      monospace;
  }
`;
