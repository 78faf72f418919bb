import { html, nothing, type TemplateResult } from "lit";
import type { ReviewCheck, ReviewGroup, ReviewRound } from "../base/review-report.ts";
import { renderBar } from "./render-bar.ts";
import { renderTrial } from "./render-trial.ts";
import { renderLists } from "./render-lists.ts";
import { checkWords, format, groupWords, stateWords } from "./review-format.ts";

/** All that is known of one round. @param decision What is to be decided there, or nothing. */
export function renderRound(round: ReviewRound, decision: TemplateResult | typeof nothing): TemplateResult {
  const { id, state, version, baseVersion, candidate, checks, notRun, decidedBy, reason, trial } = round;
  return html`<article aria-labelledby="round-title">
    <p class="back"><a href="#">All rounds</a></p>
    <header class="line">
      <h2 id="round-title" tabindex="-1">Round ${id}${version === null ? "" : `: head ${version}`}</h2>
      <span class=${`state ${state.toLowerCase()}`}>${stateWords(state)}</span>
    </header>
    ${renderTimes(round)}
    ${decidedBy === null ? nothing : html`<p class="note">${stateWords(state)} by <strong>${decidedBy}</strong>: ${reason}</p>`}
    ${decidedBy === null && reason !== null ? html`<p class="note">${reason}</p>` : nothing}
    ${renderFigures(round)} ${decision} ${checks.length === 0 ? nothing : renderChecks(checks, notRun)}
    ${trial === null ? nothing : renderTrial(trial)}
    ${candidate === null ? renderNoCandidate(round) : nothing}
    ${candidate === null || candidate.groups.length === 0 ? nothing : renderGroups(candidate.groups, baseVersion)}
    ${candidate?.lists ? renderLists(candidate.lists) : nothing}
  </article>`;
}

function renderTimes({ baseVersion, openedAtMs, changedAtMs }: ReviewRound): TemplateResult {
  const from = baseVersion === null ? "" : `goes on from head ${baseVersion} · `;
  return html`<p class="sub">
    ${from}opened ${format.time(openedAtMs)} · last changed ${format.time(changedAtMs)}
  </p>`;
}

function renderFigures({ reports, candidate, epsilon, delta, state }: ReviewRound): TemplateResult {
  // Noise is added, and charged, after all reports are summed.
  const isBefore = reports === null || ["OPEN", "SUMMED", "EXPIRED"].includes(state);
  const spent = isBefore ? "nothing yet" : "no bound: no noise was added";
  const figures: readonly (readonly [string, string, string])[] = [
    ["Reports", reports === null ? "being counted" : format.count(reports), "each clipped, each once"],
    [
      "Length of the step",
      candidate === null ? "none" : format.number(candidate.updateNorm),
      candidate === null ? "" : `the head before it has ${format.number(candidate.baseNorm)}`,
    ],
    [
      "ε spent",
      epsilon === null ? "none" : format.number(epsilon),
      epsilon === null ? spent : `by each visitor who reported, at δ = ${delta}`,
    ],
  ];
  return html`<dl class="figures">
    ${figures.map(
      ([name, value, more]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>
            <strong>${value}</strong>${more === "" ? nothing : html`<span class="small">${more}</span>`}
          </dd>
        </div>`,
    )}
  </dl>`;
}

function renderChecks(checks: readonly ReviewCheck[], notRun: readonly string[]): TemplateResult {
  return html`<section aria-labelledby="checks-title">
    <h3 id="checks-title">What the gate found</h3>
    <ul class="checks">
      ${checks.map(
        ({ name, passed, words }) =>
          html`<li class=${passed ? "passed" : "failed"}>
            <span class="mark">${passed ? "passed" : "failed"}</span>
            <span><strong>${checkWords(name)}</strong><span class="words">${words}</span></span>
          </li>`,
      )}
      ${notRun.map(
        (name) =>
          html`<li class="not-run">
            <span class="mark">not looked at</span>
            <span
              ><strong>${checkWords(name)}</strong><span class="words">${reasonNotRun(checks)}</span></span
            >
          </li>`,
      )}
    </ul>
  </section>`;
}

function reasonNotRun(checks: readonly ReviewCheck[]): string {
  return checks.every(({ passed }) => passed)
    ? "There is no canary set: npm run server -- canary install FILE"
    : "The candidate could not be put to it, or there is no canary set";
}

function renderNoCandidate({ state, version }: ReviewRound): TemplateResult | typeof nothing {
  if (state === "OPEN" || state === "CLOSING" || state === "SUMMED" || state === "NOISED")
    return html`<p class="note">There is no new head yet: it is made when enough reports have come.</p>`;
  if (version === null) return nothing;
  return html`<p class="note">
    The candidate, or the head before it, is not kept any more: there is nothing to compare.
  </p>`;
}

function renderGroups(groups: readonly ReviewGroup[], baseVersion: number | null): TemplateResult {
  const most = Math.max(...groups.map(({ moved }) => moved), Number.MIN_VALUE);
  return html`<section aria-labelledby="groups-title">
    <h3 id="groups-title">How far the weights move</h3>
    <p class="sub">Length of what is added to the weights of each group of features.</p>
    <table class="bars">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col">Moved</th>
          <th scope="col" class="number">By</th>
          <th scope="col" class="number wide">In head ${baseVersion ?? "before"}</th>
        </tr>
      </thead>
      <tbody>
        ${groups.map(
          ({ name, moved, before }) =>
            html`<tr>
              <th scope="row">${groupWords(name)}</th>
              <td class="plot">${renderBar(moved / most, "after")}</td>
              <td class="number">${format.number(moved)}</td>
              <td class="number wide">${format.number(before)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
