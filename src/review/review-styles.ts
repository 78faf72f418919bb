import { css, type CSSResult, unsafeCSS } from "lit";
import { pageColours } from "../base/page-colours.ts";

/** The page around the element. */
export const pageStyles: CSSResult = css`
  body {
    margin: 0;
  }
  noscript {
    display: block;
    padding: 2rem;
  }
`;

/** The page for reviewers, in the colours of the inspector. */
export const reviewStyles: CSSResult = css`
  ${unsafeCSS(pageColours)}
  :host {
    --before: #8d9792;
    --after: #c4651d;
    --bad: #a3281d;
    display: block;
    min-height: 100vh;
    background: var(--paper);
    color: var(--ink);
    font:
      0.95rem/1.5 ui-sans-serif,
      system-ui,
      -apple-system,
      "Segoe UI",
      Roboto,
      sans-serif;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --before: #79837e;
      --after: #f09a4e;
      --bad: #ff9b8f;
    }
  }
  * {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  table,
  blockquote {
    margin: 0;
    padding: 0;
  }
  [hidden],
  dialog:not([open]) {
    display: none;
  }
  h1 {
    font-size: 1.25rem;
    letter-spacing: -0.01em;
  }
  h2 {
    font-size: 1.35rem;
    letter-spacing: -0.01em;
  }
  h2:focus {
    outline: none;
  }
  h3 {
    margin: 0 0 0.5rem;
    font-size: 1rem;
  }
  section {
    margin-top: 2rem;
  }
  a {
    color: inherit;
  }
  :focus-visible {
    outline: 3px solid var(--strong);
    outline-offset: 2px;
    border-radius: 5px;
  }
  button,
  input,
  textarea {
    padding: 0.45rem 0.9rem;
    border: 1px solid var(--muted);
    border-radius: 9px;
    background: var(--paper);
    color: inherit;
    font: inherit;
  }
  input,
  textarea {
    width: 100%;
    padding: 0.5rem 0.65rem;
  }
  button {
    cursor: pointer;
  }
  button:hover {
    background: var(--ground);
  }
  button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  button.primary {
    border-color: var(--strong);
    background: var(--strong);
    color: var(--on-strong);
    font-weight: 600;
  }
  button.primary:hover {
    filter: brightness(1.1);
  }
  label {
    display: block;
    margin: 0.6rem 0 0.25rem;
    font-weight: 600;
  }
  code {
    overflow-wrap: anywhere;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .sub,
  .small {
    color: var(--muted);
    font-size: 0.86rem;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.35rem 0.75rem;
  }
  .note,
  .card {
    padding: 0.85rem 1rem;
    border-radius: 12px;
    background: var(--ground);
  }
  .note {
    margin-top: 0.9rem;
    overflow-wrap: anywhere;
  }
  .problem {
    margin-top: 0.5rem;
    color: var(--bad);
    font-weight: 600;
  }
  .sign-in {
    width: min(24rem, 100%);
    margin: 0 auto;
    padding: 12vh 1.2rem 2rem;
  }
  .sign-in .card {
    margin: 1rem 0;
  }
  .sign-in button {
    width: 100%;
    margin-top: 1rem;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
    padding: 0.8rem 1.4rem;
    border-bottom: 1px solid var(--line);
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(16rem, 20rem) minmax(0, 1fr);
    max-width: 84rem;
    margin: 0 auto;
  }
  nav {
    padding: 1.2rem 1.4rem;
    border-right: 1px solid var(--line);
  }
  main {
    padding: 1.2rem 1.6rem 4rem;
  }
  .rounds {
    margin-top: 0.8rem;
    list-style: none;
  }
  .rounds a {
    display: block;
    margin: 0 -0.6rem;
    padding: 0.55rem 0.6rem;
    border-radius: 10px;
    text-decoration: none;
  }
  .rounds a:hover,
  .rounds a[aria-current="page"] {
    background: var(--ground);
  }
  .rounds a[aria-current="page"] strong {
    text-decoration: underline;
  }
  .state {
    padding: 0.05rem 0.6rem;
    border: 1px solid var(--line);
    border-radius: 999px;
    background: var(--paper);
    font-size: 0.8rem;
    white-space: nowrap;
  }
  .state.candidate {
    border-color: var(--strong);
    background: var(--strong);
    color: var(--on-strong);
  }
  .state.promoted {
    color: var(--up);
  }
  .state.rejected {
    color: var(--bad);
  }
  .back {
    display: none;
    margin-bottom: 0.6rem;
  }
  @media (max-width: 48rem) {
    .head,
    nav,
    main {
      padding-right: 1rem;
      padding-left: 1rem;
    }
    .columns {
      display: block;
    }
    nav {
      border-right: 0;
    }
    .has-round nav {
      display: none;
    }
    .back {
      display: block;
    }
  }
`;
