import type { FailureReason, RankError } from "../base/errors.ts";

/** The `detail` of a `personal-rank:error` event. */
export interface ErrorDetail {
  readonly reason: FailureReason;
  readonly message: string;
  /** `stopped`: the page keeps the shop's order from here on. `degraded`: ranking goes on without what failed. */
  readonly severity: "stopped" | "degraded";
}

/** Tells the page of a failure: one line on the console and one `personal-rank:error` event. */
export type Report = (error: RankError, severity: ErrorDetail["severity"]) => void;

/** Messages name what is wrong, a card by its id say: a page that stays open may be wrong again and again. More than a list can
 * have wrong at once: its cards are read again and again. */
const MAX_TOLD = 2_000;

/** Reports each message once, on `target`, from where the event bubbles to `document`; again if there were thousands of others. */
export function reporter(target: EventTarget): Report {
  const told = new Set<string>();
  return ({ reason, message }, severity) => {
    if (told.has(message)) return;
    if (told.size === MAX_TOLD) told.clear();
    told.add(message);
    console.warn(`personal-rank: ${message}`);
    emit(target, "personal-rank:error", { reason, message, severity } satisfies ErrorDetail);
  };
}

/** Dispatches a bubbling event that crosses shadow roots. A listener that throws does not stop us. */
export function emit(target: EventTarget, name: `personal-rank:${string}`, detail: unknown): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
