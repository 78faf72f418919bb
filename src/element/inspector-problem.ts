import { html, nothing, type TemplateResult } from "lit";
import type { FailureReason } from "../base/errors.ts";

/** What went wrong, as the tag reports it; `failed` is a request of the inspector's own. */
export interface Problem {
  readonly reason: FailureReason;
  readonly message: string;
  readonly severity: "stopped" | "degraded" | "failed";
}

/** What a request of the inspector's own was refused with. */
export function problemOf(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return { reason: "worker-failed", message, severity: "failed" };
}

/** What only slows things down is told below the panel and after it is there, so that the panel does not jump. */
export function isHarmless(problem: Problem | null): boolean {
  return problem?.severity === "degraded";
}

/** One line that can be dismissed; nothing if nothing is wrong. */
export function renderProblem(problem: Problem | null, dismiss: () => void): TemplateResult | typeof nothing {
  if (problem === null) return nothing;
  return html`<div class="problem ${problem.severity}" role="status">
    <span>${problem.message}</span>
    <button type="button" aria-label="Dismiss" @click=${dismiss}>×</button>
  </div>`;
}
