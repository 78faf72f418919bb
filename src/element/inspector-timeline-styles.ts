import { css, type CSSResult } from "lit";

/** Of the "Timeline" tab: the slider, the places that cards move between, the plots. */
export const inspectorTimelineStyles: CSSResult = css`
  .scrubber {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    margin-top: 0.6rem;
  }
  .scrubber input {
    flex: 1;
    min-width: 0;
    accent-color: var(--strong);
  }
  .scrubber button.plain {
    min-width: 3rem;
    padding: 0.35rem 0.6rem;
  }
  .step {
    min-height: 3em;
    margin: 0.3rem 0 0.5rem;
    color: var(--muted);
    font-size: 0.85rem;
  }
  .places {
    position: relative;
    height: 22.8rem;
    overflow: hidden;
    contain: strict;
  }
  .places li {
    position: absolute;
    inset: 0 0 auto;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    height: 1.9rem;
    transition: transform 160ms ease-out;
  }
  .places li.out {
    visibility: hidden;
  }
  .places .place-title {
    flex: 1;
  }
  @media (prefers-reduced-motion: reduce) {
    .places li {
      transition: none;
    }
  }
  .plot {
    margin: 1.1rem 0 0;
  }
  .plot svg {
    display: block;
    width: 100%;
    aspect-ratio: 400 / 120;
    overflow: visible; /* long figures at the axis */
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
`;
