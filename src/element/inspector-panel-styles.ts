import { css, type CSSResult } from "lit";

/**
 * What stands inside several panels of the inspector: places, bars, tables, buttons. What a row of a table is about keeps its room beside an
 * interval, which does not wrap. Progress is as high as the window: what stands below is out of sight, and is not seen to move when the
 * answer comes. `rank-inspector-transfer` stands inside a panel, and has no frame of its own.
 */
export const inspectorPanelStyles: CSSResult = css`
  .place {
    flex: none;
    min-width: 1.45rem;
    color: var(--muted);
    font-size: 0.8rem;
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  .place-title,
  .reason-title,
  .log-title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .place-title {
    font-size: 0.82rem;
  }
  button.place-title {
    height: 100%;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font-family: inherit;
    text-align: left;
    text-decoration: underline dotted var(--shop);
    text-underline-offset: 3px;
    cursor: pointer;
  }
  button.place-title:hover {
    text-decoration-style: solid;
  }
  ol:last-child .up .place-title {
    font-weight: 650;
  }

  .legend,
  .counts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 0.9rem;
    margin-bottom: 0.5rem;
    font-size: 0.82rem;
  }
  .note + .legend,
  .note + table {
    margin-top: 0.8rem;
  }
  .key::before {
    content: "";
    display: inline-block;
    width: 0.7rem;
    height: 0.7rem;
    margin-right: 0.35rem;
    border-radius: 3px;
    vertical-align: -1px;
  }
  .key.shop::before {
    background: var(--shop);
  }
  .key.global::before {
    background: var(--global);
  }
  .key.personal::before {
    background: var(--personal);
  }
  .badge {
    min-width: 2.9rem;
    font-size: 0.78rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    text-align: right;
    white-space: nowrap;
  }
  .badge.up {
    color: var(--up);
  }
  .badge.down {
    color: var(--down);
  }
  .badge.same {
    color: var(--muted);
  }
  .bar {
    display: block;
    width: 100%;
    height: 10px;
    border-radius: 3px;
  }
  .bar-ground {
    fill: var(--ground);
  }
  .bar-zero {
    fill: var(--muted);
  }
  .bar + .bar {
    margin-top: 2px;
  }
  .part.shop {
    fill: var(--shop);
  }
  .part.global {
    fill: var(--global);
  }
  .part.personal {
    fill: var(--personal);
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.85rem;
  }
  caption {
    padding: 0.4rem 0 0.2rem;
    color: var(--muted);
    text-align: left;
  }
  th,
  td {
    padding: 0.28rem 0.5rem 0.28rem 0;
    font-weight: 400;
    text-align: left;
  }
  thead th,
  tbody th[colspan] {
    padding-top: 0.6rem;
    color: var(--muted);
    font-size: 0.8rem;
  }
  tbody th[scope="row"] {
    min-width: 6.5rem;
  }
  .number {
    padding-right: 0;
    padding-left: 0.5rem;
    font-variant-numeric: tabular-nums;
    text-align: right;
    white-space: nowrap;
  }
  .bar-cell {
    width: 34%;
    padding-left: 0.75rem;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .progress {
    min-height: 100vh;
    color: var(--muted);
    font-size: 0.85rem;
  }
  progress {
    display: block;
    width: 100%;
    height: 0.6rem;
    accent-color: var(--strong);
  }
  .scroll {
    max-height: 26rem;
    overflow: auto;
  }
  .time {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .event {
    padding: 0.05rem 0.5rem;
    border-radius: 999px;
    background: var(--ground);
    font-size: 0.8rem;
    white-space: nowrap;
  }
  .event.click,
  .event.dwell {
    background: color-mix(in srgb, var(--global) 26%, var(--paper));
  }
  .event.cart,
  .event.purchase,
  .event.engage,
  .event.goal {
    background: color-mix(in srgb, var(--personal) 30%, var(--paper));
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.6rem 0.9rem;
    margin-top: 1rem;
  }
  button.strong,
  button.plain {
    padding: 0.5rem 1.1rem;
    border: 1px solid var(--strong);
    border-radius: 999px;
    background: var(--strong);
    color: var(--on-strong);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button.plain {
    border-color: var(--line);
    background: none;
    color: inherit;
    font-weight: 500;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  rank-inspector-transfer {
    padding: 0;
  }
`;
