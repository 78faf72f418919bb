import { html, nothing, type TemplateResult } from "lit";
import type { Inspection } from "../worker/protocol.ts";
import { MAX_TIMINGS } from "../worker/speed-report.ts";
import { formatShort } from "./inspector-format.ts";
import { renderMemory } from "./inspector-memory.ts";
import { linePlot } from "./inspector-plot.ts";
import { decadeAxis } from "./inspector-plot-axis.ts";
import { renderVerdict } from "./inspector-verdict.ts";
import { quantileOf, type SpeedSample, speedSamples, type Stage } from "./speed-samples.ts";

/** From what the visitor did to the new order: what is below seems to happen at once. */
const BUDGET_MS = 50;

const stageWords: Readonly<Record<Stage, string>> = {
  read: "Reading the cards",
  wait: "Waiting for the thread",
  open: "Loading the model",
  encode: "Encoding texts",
  server: "Waiting for the server",
  score: "Scoring",
  framework: "Waiting for the page",
  move: "Moving the cards",
};

/** Most pages wait for neither. */
const RARE_STAGES: readonly Stage[] = ["server", "framework"];

/** The "Speed" tab: where texts are read and why, how long orders took to come, and what is held in memory. */
export function renderSpeed({ encoder, speed }: Inspection): TemplateResult {
  const samples = speedSamples(speed);
  return html`${renderVerdict(encoder)}
  ${
    samples.length === 0
      ? html`<h3>From asking to the order</h3>
          <p>No order has come since this page was opened.</p>`
      : html`${renderTimes(samples)} ${renderMemory(samples)} ${renderValues(samples)}`
  }`;
}

function renderTimes(samples: readonly SpeedSample[]): TemplateResult {
  const totals = samples.map(({ order }) => order.totalMs);
  const lessons = samples.map(({ order }) => order.lessonMs ?? Number.NaN);
  const stages = stagesOf(samples);
  return html`<h3>From asking to the order</h3>
    <p>${orderWords(totals)}</p>
    <p class="lessons">${lessonWords(lessons.filter(Number.isFinite))}</p>
    ${linePlot({
      title: "Each order, in ms",
      lines: [
        { name: "global", label: "from asking", values: totals },
        { name: "personal", label: "from a click", values: lessons },
      ],
      axis: decadeAxis([...totals, ...lessons, BUDGET_MS]),
      at: null,
      budget: { value: BUDGET_MS, words: `a click’s budget, ${BUDGET_MS} ms` },
    })}
    <table>
      <thead>
        <tr>
          <th scope="col">Where the ms go</th>
          <th scope="col" class="number">Oldest</th>
          <th scope="col" class="number">Newest</th>
          <th scope="col" class="number">Median</th>
        </tr>
      </thead>
      <tbody>
        ${stages.map((stage) =>
          renderStage(
            stageWords[stage],
            samples.map((sample) => sample.stages[stage]),
          ),
        )}
      </tbody>
      <tbody class="sum">
        ${renderStage("All of it", totals)}
      </tbody>
    </table>
    <p class="small">While this panel is open, it takes some of that time itself.</p>`;
}

function renderStage(words: string, values: readonly number[]): TemplateResult {
  return html`<tr>
    <th scope="row">${words}</th>
    ${[values[0], values.at(-1)!, quantileOf(values, 0.5)].map(
      (ms) => html`<td class="number">${formatShort(ms)}</td>`,
    )}
  </tr>`;
}

/** What the plots show, and more, for who wants it by the figure. */
function renderValues(samples: readonly SpeedSample[]): TemplateResult {
  const stages = stagesOf(samples);
  const cell = (value: string): TemplateResult => html`<td class="number">${value}</td>`;
  const megabytes = (bytes: number | null | undefined): string =>
    bytes == null ? "–" : formatShort(bytes / 1_000_000);
  return html`<details class="values">
    <summary>All values</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="All values">
      <table>
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col" class="number">From asking, ms</th>
            <th scope="col" class="number">From a click, ms</th>
            ${stages.map((stage) => html`<th scope="col" class="number">${stageWords[stage]}, ms</th>`)}
            <th scope="col" class="number">Cards</th>
            <th scope="col" class="number">Texts encoded</th>
            <th scope="col" class="number">Encoder, MB</th>
            <th scope="col" class="number">Whole page, MB</th>
          </tr>
        </thead>
        <tbody>
          ${samples.toReversed().map(
            ({ order, ranking, stages: took }) =>
              html`<tr>
                <th scope="row" class="time">${new Date(order.atMs).toLocaleTimeString()}</th>
                ${cell(formatShort(order.totalMs))}
                ${cell(order.lessonMs === null ? "–" : formatShort(order.lessonMs))}
                ${stages.map((stage) => cell(formatShort(took[stage])))} ${cell(String(order.cards))}
                ${cell(ranking === null ? "–" : String(ranking.encodedTexts))}
                ${cell(megabytes(ranking?.encoderBytes))} ${cell(megabytes(order.pageHeapBytes))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="small">
      The newest first, at most 200; there is more at the right. They go with the page, and are never sent.
    </p>
  </details>`;
}

function stagesOf(samples: readonly SpeedSample[]): Stage[] {
  // The keys are the stages by their type.
  const all = Object.keys(stageWords) as Stage[];
  return all.filter(
    (stage) => !RARE_STAGES.includes(stage) || samples.some(({ stages }) => stages[stage] >= 1),
  );
}

function orderWords(totals: readonly number[]): string {
  const [median, most] = [0.5, 0.95].map((share) => formatShort(quantileOf(totals, share)));
  const count = totals.length;
  const all = count < MAX_TIMINGS ? `${count} orders have come` : `The newest ${count} that came`; // of more, maybe
  return count === 1
    ? `One order has come since this page was opened, in ${median} ms.`
    : `${all} since this page was opened: in ${median} ms at the median, ${most} ms at the 95th percentile.`;
}

function lessonWords(lessons: readonly number[]): TemplateResult | typeof nothing {
  if (lessons.length === 0) return html`None of them followed something that you did here.`;
  const within = lessons.filter((ms) => ms <= BUDGET_MS).length;
  const [median, most] = [0.5, 0.95].map((share) => formatShort(quantileOf(lessons, share)));
  return lessons.length === 1
    ? html`One followed something that you did, ${median} ms after it: ${within === 1 ? "within" : "over"} the
      budget of ${BUDGET_MS} ms.`
    : html`${lessons.length} of them followed something that you did: ${median} ms after it at the median,
      ${most} ms at the 95th percentile; ${within} within the budget of ${BUDGET_MS} ms.`;
}
