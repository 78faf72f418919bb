import { css, type CSSResult } from "lit";

/** What is said of one round: figures, checks, tables with bars, lists. */
export const reviewRoundStyles: CSSResult = css`
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr));
    gap: 0.7rem;
    margin-top: 1rem;
  }
  .figures > div {
    padding: 0.65rem 0.85rem;
    border: 1px solid var(--line);
    border-radius: 12px;
  }
  .figures dt {
    color: var(--muted);
    font-size: 0.82rem;
  }
  .figures strong {
    display: block;
    font-size: 1.1rem;
    font-variant-numeric: tabular-nums;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
    margin-top: 0.8rem;
  }
  .decision {
    margin-top: 1.2rem;
  }
  dialog {
    width: min(30rem, calc(100vw - 2rem));
    padding: 1.2rem 1.3rem;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--paper);
    color: var(--ink);
  }
  dialog::backdrop {
    background: rgb(10 20 16 / 0.55);
  }
  blockquote {
    margin-top: 0.7rem;
    padding-left: 0.8rem;
    border-left: 3px solid var(--strong);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .checks {
    list-style: none;
  }
  .checks li {
    display: grid;
    grid-template-columns: 7rem minmax(0, 1fr);
    gap: 0.7rem;
    padding: 0.5rem 0;
    border-top: 1px solid var(--line);
  }
  .checks strong,
  .checks .words {
    display: block;
    overflow-wrap: anywhere;
  }
  .checks .words {
    color: var(--muted);
    font-size: 0.88rem;
  }
  .mark {
    color: var(--muted);
    font-weight: 600;
  }
  .passed .mark {
    color: var(--up);
  }
  .failed .mark {
    color: var(--bad);
  }
  table {
    width: 100%;
    margin-top: 0.8rem;
    border-collapse: collapse;
  }
  caption {
    padding: 0.3rem 0;
    font-weight: 600;
    text-align: left;
  }
  th,
  td {
    padding: 0.28rem 0.5rem 0.28rem 0;
    border-top: 1px solid var(--line);
    text-align: left;
    vertical-align: middle;
  }
  thead th {
    border-top: 0;
    color: var(--muted);
    font-size: 0.8rem;
    font-weight: 500;
  }
  tbody th {
    width: 14rem;
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .number {
    width: 5rem;
    text-align: right;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .up {
    color: var(--up);
  }
  .down {
    color: var(--down);
  }
  .bar {
    display: block;
    width: 100%;
    height: 0.55rem;
    margin: 0.12rem 0;
    border-radius: 3px;
    overflow: hidden;
  }
  .ground {
    fill: var(--ground);
  }
  .bar .before {
    fill: var(--before);
  }
  .bar .after {
    fill: var(--after);
  }
  .legend {
    margin-top: 0.5rem;
    color: var(--muted);
    font-size: 0.84rem;
  }
  .key {
    display: inline-block;
    width: 0.75rem;
    height: 0.75rem;
    margin: 0 0.25rem 0 0.6rem;
    border-radius: 3px;
    vertical-align: -0.05rem;
  }
  .key:first-child {
    margin-left: 0;
  }
  .key.before {
    background: var(--before);
  }
  .key.after {
    background: var(--after);
  }
  .lines {
    display: block;
    width: min(100%, 44rem);
    margin-top: 0.5rem;
  }
  .lines text {
    fill: var(--muted);
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  .lines .grid {
    stroke: var(--line);
  }
  .lines g {
    fill: none;
    stroke-width: 2;
  }
  .lines .before {
    stroke: var(--before);
  }
  .lines .after {
    stroke: var(--after);
  }
  .lines g line {
    stroke-width: 1.2;
  }
  summary {
    margin-top: 0.5rem;
    cursor: pointer;
  }
  .examples {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr));
    align-items: start;
    gap: 0.5rem 2rem;
  }
  .example .number {
    width: 3.6rem;
  }
  .example td {
    font-size: 0.9rem;
    vertical-align: top;
  }
  .example .number:first-child {
    width: 2.6rem;
    padding-right: 0.8rem;
  }
  .out {
    color: var(--muted);
  }
  .wanted {
    padding: 0 0.4rem;
    border: 1px solid currentColor;
    border-radius: 999px;
    color: var(--up);
    font-size: 0.75rem;
    white-space: nowrap;
  }
  @media (max-width: 48rem) {
    .wide {
      display: none;
    }
    .figures {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .lines text {
      font-size: 19px;
    }
    .bars .plot {
      width: 28%;
    }
    tbody th {
      width: auto;
    }
    .bars .number {
      width: 3.9rem;
    }
    .bars td.number {
      font-size: 0.88rem;
    }
    .checks li {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
  }
  @media (forced-colors: active) {
    .bar .before,
    .key.before {
      fill: GrayText;
      background: GrayText;
    }
    .bar .after,
    .key.after {
      fill: Highlight;
      background: Highlight;
    }
  }
`;
