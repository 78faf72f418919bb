import { html, svg, type TemplateResult } from "lit";
import { formatNumber } from "./inspector-format.ts";

const [WIDTH, HEIGHT] = [400, 120];
const [LEFT, TOP, BOTTOM] = [34, 8, 16];

/** One line of a plot. Gaps are where a value is not finite. */
export interface PlotLine {
  /** Also the class of the line. */
  readonly name: string;
  readonly label: string;
  readonly values: readonly number[];
}

/**
 * A plot of lines over steps. Its size does not depend on its data, so nothing moves while it fills.
 *
 * @param at Step that is marked, from 0; moving the mark leaves the lines alone.
 */
export function linePlot({
  title,
  lines,
  range,
  at,
}: {
  readonly title: string;
  readonly lines: readonly PlotLine[];
  /** Least and greatest value of the axis; null fits the values. */
  readonly range: readonly [number, number] | null;
  readonly at: number;
}): TemplateResult {
  const [low, high] = range ?? rangeOf(lines);
  const steps = Math.max(2, ...lines.map(({ values }) => values.length));
  const x = (step: number): number => LEFT + ((WIDTH - LEFT - 4) * step) / (steps - 1);
  const y = (value: number): number =>
    HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * (value - low)) / (high - low);
  return html`<figure class="plot">
    <figcaption>
      ${title}
      <span class="legend">
        ${lines.map(({ name, label }) => html`<span class="key ${name}">${label}</span>`)}
      </span>
    </figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${wordsOf(title, lines)}>
      ${[low, (low + high) / 2, high].map(
        (value) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - 4} y1=${y(value)} y2=${y(value)}></line>
          <text class="tick" x=${LEFT - 4} y=${y(value) + 3} text-anchor="end">${formatNumber(value)}</text>`,
      )}
      ${lines.map(({ name, values }) => svg`<path class="curve ${name}" d=${pathOf(values, x, y)}></path>`)}
      <line class="mark" x1=${x(at)} x2=${x(at)} y1=${TOP} y2=${HEIGHT - BOTTOM}></line>
    </svg>
  </figure>`;
}

function rangeOf(lines: readonly PlotLine[]): [number, number] {
  const values = lines.flatMap((line) => line.values.filter(Number.isFinite));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(high > low)) return Number.isFinite(low) ? [low - 0.5, low + 0.5] : [0, 1];
  return [low, high];
}

function pathOf(
  values: readonly number[],
  x: (step: number) => number,
  y: (value: number) => number,
): string {
  let path = "";
  for (const [step, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    path += `${path === "" ? "M" : "L"}${x(step).toFixed(1)} ${y(value).toFixed(1)}`;
  }
  return path;
}

function wordsOf(title: string, lines: readonly PlotLine[]): string {
  const last = lines.map(({ label, values }) => {
    const value = values.findLast(Number.isFinite);
    return `${label}: ${value === undefined ? "nothing yet" : `now ${formatNumber(value)}`}`;
  });
  return `${title}. ${last.join("; ")}`;
}
