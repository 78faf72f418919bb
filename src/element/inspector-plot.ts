import { html, nothing, svg, type TemplateResult } from "lit";
import { formatNumber } from "./inspector-format.ts";
import type { PlotAxis } from "./inspector-plot-axis.ts";

const [WIDTH, HEIGHT] = [400, 120];
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 4, 8, 16];
/** More of them would be a band. */
const MAX_DOTS = 60;

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
 * @param at Step that is marked, from 0; moving the mark leaves the lines alone. Null for samples: each has a dot then, if they are few.
 * @param budget What values should stay below.
 */
export function linePlot({
  title,
  lines,
  axis,
  at,
  budget = null,
}: {
  readonly title: string;
  readonly lines: readonly PlotLine[];
  readonly axis: PlotAxis;
  readonly at: number | null;
  readonly budget?: { readonly value: number; readonly words: string } | null;
}): TemplateResult {
  const steps = Math.max(2, ...lines.map(({ values }) => values.length));
  const x = (step: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * step) / (steps - 1);
  const y = (value: number): number => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * axis.heightOf(value);
  return html`<figure class="plot">
    <figcaption>
      ${title}
      <span class="legend">
        ${lines.map(({ name, label }) => html`<span class="key ${name}">${label}</span>`)}
        ${budget === null ? nothing : html`<span class="key budget">${budget.words}</span>`}
      </span>
    </figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${wordsOf(title, lines)}>
      ${axis.ticks.map(
        (value) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(value)} y2=${y(value)}></line>
          <text class="tick" x=${LEFT - 4} y=${y(value) + 3} text-anchor="end">${axis.format(value)}</text>`,
      )}
      ${
        budget === null
          ? nothing
          : svg`<line class="budget" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(budget.value)} y2=${y(budget.value)}></line>`
      }
      ${lines.map(({ name, values }) => svg`<path class="curve ${name}" d=${pathOf(values, x, y)}></path>`)}
      ${
        at === null
          ? lines.map(({ name, values }) => dotsOf(name, values, x, y))
          : svg`<line class="mark" x1=${x(at)} x2=${x(at)} y1=${TOP} y2=${HEIGHT - BOTTOM}></line>`
      }
    </svg>
  </figure>`;
}

type Place = (value: number) => number;

function pathOf(values: readonly number[], x: Place, y: Place): string {
  let path = "";
  for (const [step, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    path += `${path === "" ? "M" : "L"}${x(step).toFixed(1)} ${y(value).toFixed(1)}`;
  }
  return path;
}

function dotsOf(name: string, values: readonly number[], x: Place, y: Place): TemplateResult[] {
  if (values.length > MAX_DOTS) return [];
  return [...values.entries()]
    .filter(([, value]) => Number.isFinite(value))
    .map(([step, value]) => svg`<circle class="part ${name}" cx=${x(step)} cy=${y(value)} r="3"></circle>`);
}

function wordsOf(title: string, lines: readonly PlotLine[]): string {
  const last = lines.map(({ label, values }) => {
    const value = values.findLast(Number.isFinite);
    return `${label}: ${value === undefined ? "nothing yet" : `now ${formatNumber(value)}`}`;
  });
  return `${title}. ${last.join("; ")}`;
}
