import type { Decision } from "../store.ts";

const MAX_REASON_LENGTH = 2_000;

/**
 * Reads the body of a decision: JSON `{ verdict: "promote" | "reject", reason }`.
 *
 * @throws {Error} with `statusCode` 422, saying what it must be.
 */
export function decisionIn(body: unknown): Pick<Decision, "verdict" | "reason"> {
  const { verdict, reason } =
    typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  if (verdict !== "promote" && verdict !== "reject") throw refused('"verdict" must be "promote" or "reject"');
  if (typeof reason !== "string" || reason.trim() === "" || reason.length > MAX_REASON_LENGTH)
    throw refused(`"reason" must be a text of 1 to ${MAX_REASON_LENGTH} characters`);
  return { verdict: verdict === "promote" ? "PROMOTED" : "REJECTED", reason: reason.trim() };
}

function refused(problem: string): Error {
  return Object.assign(new Error(`Cannot decide as ${problem}`), { statusCode: 422 });
}
