import { html, type TemplateResult } from "lit";
import { QUALITY_FIELDS, type QualityFacts } from "../base/quality-fields.ts";
import type { QualityPreview } from "../worker/quality-preview.ts";
import { formatBound } from "./inspector-format.ts";
import { budgetOf } from "./inspector-ledger.ts";

const fieldWords: Readonly<Record<keyof QualityFacts, string>> = {
  comparison: "whose order did better",
  first_ranking: "how long a page’s first order took",
  learning: "how long a lesson took",
  drift: "whether your taste moves away from what was learned",
  failure: "what failed most often",
  backend: "where texts were read",
};

/** The reports on quality: whether there are any, the bytes of the last and the next one, and what they give away. */
export function renderMonitor(monitor: QualityPreview | null, nowMs: number): TemplateResult {
  if (monitor === null)
    return html`<h3>Reports on how well it goes</h3>
      <p>Off: this page asks for none, or may send none.</p>`;
  const { bytes, lastBytes, noted, epsilon, dueAtMs, sent } = monitor;
  const { used } = budgetOf(sent, nowMs);
  const sentAtMs = sent.atMs.at(-1);
  return html`<h3>Reports on how well it goes</h3>
    <p>
      On. At most once a week three bytes tell the shop one thing about how well the order works. What it is
      about is drawn by lot, and so is the answer, so that nobody can hold it against you.
    </p>
    <dl>
      <div>
        <dt>Next report</dt>
        <dd>${dueWords(dueAtMs, nowMs)}</dd>
      </div>
      <div>
        <dt>Sent in ${sent.days} days</dt>
        <dd>${used} of at most ${sent.most}</dd>
      </div>
      <div>
        <dt>Privacy spent by that (ε, ${epsilon} a report)</dt>
        <dd>${used * epsilon} of at most ${sent.most * epsilon}</dd>
      </div>
    </dl>
    <p class="small">
      ε of ${epsilon}: whatever is true here, no answer becomes more than ${formatBound(Math.exp(epsilon))}
      times as likely by it.
    </p>
    ${
      sentAtMs === undefined
        ? html`<p>None was sent yet.</p>`
        : lastBytes === null
          ? html`<p>The last one went on ${new Date(sentAtMs).toLocaleString()}; its bytes were not kept.</p>`
          : renderBytes(`The last report, sent on ${new Date(sentAtMs).toLocaleString()}`, lastBytes, epsilon)
    }
    ${renderBytes("The next report, as it would go now", bytes, epsilon)}
    <table class="report">
      <caption>
        Noted here since the last one; it stays here
      </caption>
      <tbody>
        ${Object.entries(noted).map(
          ([field, value]) =>
            html`<tr>
              <th scope="row">${fieldWords[field as keyof typeof noted]}</th>
              <td class="number">${valueWords(value)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

function dueWords(dueAtMs: number | null, nowMs: number): string {
  if (dueAtMs === null) return "a week after there is something to tell";
  return dueAtMs <= nowMs ? "with the next page" : `from ${new Date(dueAtMs).toLocaleString()} on`;
}

/** @param bytes Format, field, value, see {@link QUALITY_FIELDS}. */
function renderBytes(title: string, bytes: Uint8Array, epsilon: number): TemplateResult {
  const { name, values } = QUALITY_FIELDS[bytes[1]];
  const others = values.length - 1;
  const truth = Math.exp(epsilon) / (Math.exp(epsilon) + others);
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const meanings = [
    "the form of the report",
    `what it is about: ${fieldWords[name]}`,
    `the answer: ${valueWords(values[bytes[2]])}. The true one is drawn with ${percent(truth)}, each other one with ${percent((1 - truth) / others)}`,
  ];
  return html`<table class="report">
    <caption>
      ${title}
    </caption>
    <thead>
      <tr>
        <th scope="col">Byte</th>
        <th scope="col">Says</th>
      </tr>
    </thead>
    <tbody>
      ${meanings.map(
        (meaning, at) =>
          html`<tr>
            <th scope="row"><code>${bytes[at].toString(16).padStart(2, "0")}</code></th>
            <td>${meaning}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** In the language of the panel, where the server's is another one. */
const answerWords: Readonly<Record<string, string>> = {
  personal: "your own order",
  shop: "the shop’s order",
  found: "yes",
  not_found: "no",
  wasm: "processor",
  webgpu: "graphics processor",
};

function valueWords(value: string): string {
  return answerWords[value] ?? value.replaceAll("_", " ").replace(/(\d)(m?s)$/, "$1 $2");
}
