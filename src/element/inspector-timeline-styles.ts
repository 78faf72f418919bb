import { css, type CSSResult } from "lit";

/** Of the "Timeline" tab: the slider, the places that cards move between. */
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
  .places .liked .place-title {
    font-weight: 700;
  }
  .places .liked .place-title::before {
    content: "♥ ";
    color: var(--strong);
  }
  @media (prefers-reduced-motion: reduce) {
    .places li {
      transition: none;
    }
  }
`;
