import { html, type TemplateResult } from "lit";

const HEIGHT = 10;

/**
 * A bar from the left for a size; whoever cannot see it reads the number beside it.
 *
 * @param share In [0, 1].
 * @param name  Its class: what colour it has.
 */
export function renderBar(share: number, name: string): TemplateResult {
  return html`<svg class="bar" viewBox="0 0 100 ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    <rect class="ground" width="100" height=${HEIGHT}></rect>
    <rect class=${name} width=${100 * Math.min(1, Math.max(0, share))} height=${HEIGHT}></rect>
  </svg>`;
}
