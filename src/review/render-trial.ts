import { html, nothing, svg, type TemplateResult } from "lit";
import type { ReviewArmDay, ReviewTrial } from "../base/review-report.ts";
import { format } from "./review-format.ts";

const [WIDTH, HEIGHT] = [640, 200];
const [LEFT, RIGHT, TOP, BOTTOM] = [62, 8, 10, 28];
const DAY_MS = 24 * 60 * 60 * 1_000;

interface Scale {
  readonly x: (day: number) => number;
  readonly y: (lift: number) => number;
}

/** How a head does that is tried on a share of the visitors, against the one that the others have. */
export function renderTrial(trial: ReviewTrial): TemplateResult {
  const { share, startedAtMs, stoppedAtMs, why, upper, errorRate, canary, others } = trial;
  const known =
    upper === null
      ? "Reports of both arms have not come yet."
      : `With what chance may do, the difference of the randomised answers is at best ${format.number(upper)}; below 0 it is stopped, which happens to at most ${format.share(errorRate)} of those that are no worse.`;
  return html`<section aria-labelledby="trial-title">
    <h3 id="trial-title">Tried on visitors</h3>
    <p class="sub">
      On ${format.share(share)} of them since
      ${format.time(startedAtMs)}${stoppedAtMs === null ? "." : `, until ${format.time(stoppedAtMs)}: ${why ?? ""}.`}
      ${known}
    </p>
    ${canary.length + others.length === 0 ? nothing : html`${renderPlot(canary, others)} ${renderTable(canary, others)}`}
  </section>`;
}

function renderPlot(canary: readonly ReviewArmDay[], others: readonly ReviewArmDay[]): TemplateResult {
  const all = [...canary, ...others];
  const days = all.map(({ day }) => day);
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const most = Math.min(
    1,
    Math.max(0.05, ...all.map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high)))),
  );
  const scale: Scale = {
    x: (day) => LEFT + ((WIDTH - LEFT - RIGHT) * (day - first + 0.5)) / (last - first + 1),
    y: (lift) => {
      const share = Math.max(-1, Math.min(1, lift / most));
      return TOP + ((HEIGHT - TOP - BOTTOM) * (1 - share)) / 2;
    },
  };
  return html`<p class="legend" aria-hidden="true">
      <span class="key before"></span>other visitors <span class="key after"></span>those who try it
    </p>
    <svg
      class="lines"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="Lift of both arms over time; the table has its numbers"
    >
      ${[-most, 0, most].map(
        (
          lift,
        ) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${scale.y(lift)} y2=${scale.y(lift)}></line>
          <text x=${LEFT - 6} y=${scale.y(lift) + 4} text-anchor="end">${format.number(lift)}</text>`,
      )}
      <text x=${LEFT} y=${HEIGHT - 5}>${dayWords(first)}</text>
      ${last === first ? nothing : svg`<text x=${WIDTH - RIGHT} y=${HEIGHT - 5} text-anchor="end">${dayWords(last)}</text>`}
      ${renderArm(others, "before", -2, scale)} ${renderArm(canary, "after", 2, scale)}
    </svg>`;
}

/** @param aside Pixels, so that the arms' intervals do not cover each other. */
function renderArm(
  days: readonly ReviewArmDay[],
  name: string,
  aside: number,
  { x, y }: Scale,
): TemplateResult {
  const points = days.map(({ day, lift }) => `${x(day) + aside},${y(lift)}`).join(" ");
  return svg`<g class=${name}>
    ${days.map(({ day, low, high }) => svg`<line x1=${x(day) + aside} x2=${x(day) + aside} y1=${y(low)} y2=${y(high)}></line>`)}
    <polyline points=${points}></polyline>
    ${days.map(({ day, lift }) => svg`<circle cx=${x(day) + aside} cy=${y(lift)} r="3"></circle>`)}
  </g>`;
}

function renderTable(canary: readonly ReviewArmDay[], others: readonly ReviewArmDay[]): TemplateResult {
  const days = [...new Set([...canary, ...others].map(({ day }) => day))].sort((a, b) => a - b);
  const cell = (arm: readonly ReviewArmDay[], day: number): string => {
    const point = arm.find((one) => one.day === day);
    return point === undefined
      ? "none"
      : `${format.number(point.lift)} (${format.number(point.low)} to ${format.number(point.high)}), ${format.counted(point.reports, "report")}`;
  };
  return html`<details>
    <summary>All numbers</summary>
    <table>
      <caption>
        Lift so far, and three standard errors to each side
      </caption>
      <thead>
        <tr>
          <th scope="col">Up to</th>
          <th scope="col">Other visitors</th>
          <th scope="col">Those who try it</th>
        </tr>
      </thead>
      <tbody>
        ${days.map(
          (day) =>
            html`<tr>
              <th scope="row">${dayWords(day)}</th>
              <td>${cell(others, day)}</td>
              <td>${cell(canary, day)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}

function dayWords(day: number): string {
  return format.day(day * DAY_MS);
}
