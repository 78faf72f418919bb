/** All checks, in the order in which they are made. */
const CHECK_NAMES = [
  "finite",
  "update-norm",
  "update-direction",
  "canary-ndcg",
  "exposure-moved",
  "exposure-items",
  "exposure-brands",
] as const;

/** What one check of a candidate head found. */
export interface GateCheck {
  readonly name: (typeof CHECK_NAMES)[number];
  /** What was measured; always finite. */
  readonly value: number;
  /** What it was held against; whether from above or below, the words say. */
  readonly bound: number;
  readonly passed: boolean;
  /** For the person who decides: what was measured, and what was asked for. */
  readonly words: string;
}

/** The checks that a candidate was not put to, by what was found of it. */
export function checksNotRun(checks: readonly GateCheck[]): GateCheck["name"][] {
  return CHECK_NAMES.filter((name) => !checks.some((check) => check.name === name));
}
