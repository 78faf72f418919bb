import { css, type CSSResult } from "lit";

/** Of the "Events" tab, and of forgetting, one event or everything: it comes after the buttons of the panels. */
export const inspectorEventsStyles: CSSResult = css`
  .log {
    table-layout: fixed;
  }
  .log th:nth-child(1) {
    width: 4.4rem;
  }
  .log th:nth-child(2) {
    width: 5.2rem;
  }
  .log th:nth-child(4),
  .log th:nth-child(5) {
    width: 2.8rem;
  }
  .log th:nth-child(6) {
    width: 2.4rem;
  }
  @media (max-width: 30rem) {
    .log th:nth-child(4),
    .log td:nth-child(4) {
      display: none;
    }
  }
  .log td:nth-child(6) {
    padding-right: 0;
    text-align: right;
  }
  button.plain.small-button {
    min-width: 1.75rem;
    padding: 0.1rem 0.4rem;
    line-height: 1.4;
  }
  .log thead th {
    position: sticky;
    top: 0;
    background: var(--paper);
  }
  .forget {
    margin-top: 2rem;
    padding-top: 1rem;
    border-top: 1px solid var(--line);
  }
  .forget p {
    margin-bottom: 0.7rem;
  }
  button.danger {
    border-color: #b3362b;
    background: #b3362b;
    color: #fff;
  }
`;
