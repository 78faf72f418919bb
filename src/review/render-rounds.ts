import { html, type TemplateResult } from "lit";
import type { ReviewList, ReviewRow } from "../base/review-report.ts";
import { format, stateWords } from "./review-format.ts";

/** The rounds, newest first, each a link to what is known of it. */
export function renderRounds({ version, rounds }: ReviewList, chosen: number | null): TemplateResult {
  const waiting = rounds.filter(({ state }) => state === "CANDIDATE").length;
  return html`<nav aria-label="Rounds">
    <p class="sub">
      Visitors have head ${version}.
      ${waiting === 0 ? "Nothing waits for a decision." : waiting === 1 ? "One head waits for a decision." : `${waiting} heads wait for a decision.`}
    </p>
    <ul class="rounds">
      ${rounds.map((round) => renderLink(round, round.id === chosen))}
    </ul>
  </nav>`;
}

function renderLink(
  { id, state, changedAtMs, reports, version }: ReviewRow,
  isChosen: boolean,
): TemplateResult {
  return html`<li>
    <a href=${`#round-${id}`} aria-current=${isChosen ? "page" : "false"}>
      <span class="line"
        ><strong>Round ${id}</strong
        ><span class=${`state ${state.toLowerCase()}`}>${stateWords(state)}</span></span
      >
      <span class="small"
        >${reports === null ? "" : `${format.counted(reports, "report")} · `}${version === null ? "" : `head ${version} · `}${format.time(changedAtMs)}</span
      >
    </a>
  </li>`;
}
