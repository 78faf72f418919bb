import { html, svg, type TemplateResult } from "lit";

/** One coloured piece of a bar; `name` is also its class. */
export interface BarPart {
  readonly name: string;
  readonly value: number;
}

const barHeight = 10;

/**
 * A stacked bar around zero: positive parts to the right, negative ones to the left.
 *
 * @param extent The largest sum that any bar of the same chart reaches, on either side.
 */
export function stackedBar(parts: readonly BarPart[], extent: number): TemplateResult {
  const scale = extent > 0 ? 50 / extent : 0;
  let right = 50;
  let left = 50;
  const pieces = parts
    .filter(({ value }) => value !== 0)
    .map(({ name, value }) => {
      const width = Math.abs(value) * scale;
      const x = value > 0 ? right : left - width;
      if (value > 0) right += width;
      else left -= width;
      return svg`<rect class=${`part ${name}`} x=${x} y="0" width=${width} height=${barHeight}></rect>`;
    });
  return html`<svg class="bar" viewBox="0 0 100 ${barHeight}" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bar-ground" width="100" height=${barHeight}></rect>
    ${pieces}
    <rect class="bar-zero" x="49.7" y="0" width="0.6" height=${barHeight}></rect>
  </svg>`;
}

/** The extent that fits several bars: the largest one-sided sum among them. */
export function extentOf(bars: readonly (readonly BarPart[])[]): number {
  let extent = 0;
  for (const parts of bars) {
    let positive = 0;
    let negative = 0;
    for (const { value } of parts) {
      if (value > 0) positive += value;
      else negative -= value;
    }
    extent = Math.max(extent, positive, negative);
  }
  return extent;
}

/** A plain bar from the left, for sizes; share in [0, 1]. */
export function shareBar(share: number, name: string): TemplateResult {
  return html`<svg class="bar" viewBox="0 0 100 ${barHeight}" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bar-ground" width="100" height=${barHeight}></rect>
    <rect class=${`part ${name}`} width=${Math.min(1, Math.max(0, share)) * 100} height=${barHeight}></rect>
  </svg>`;
}
