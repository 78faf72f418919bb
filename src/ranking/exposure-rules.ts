/**
 * What the shop wants of every order, whoever it is for. The rules bind what we move: a list that the scores leave in the shop's
 * order stays as the shop has it, and so does a list that is held out to compare with.
 */
export interface ExposureRules {
  /** No card is shown more than so many places from where the shop has it; whole, at least 0; null: any way. */
  readonly maxDisplacement: number | null;
  /** At most `most` cards of one brand among each `window` consecutive places; whole, 1 ≤ most < window. */
  readonly brandCap: { readonly most: number; readonly window: number } | null;
  /**
   * At least `least` cards that are new, or of a seller that was shown little, among each `window` consecutive places, for as long
   * as the list has such; whole, 1 ≤ least ≤ window.
   */
  readonly exposureFloor: { readonly least: number; readonly window: number } | null;
  /** Ids of items that are never shown higher than the shop has them; they may fall. */
  readonly blocked: readonly string[];
}

export const NO_RULES: ExposureRules = {
  maxDisplacement: null,
  brandCap: null,
  exposureFloor: null,
  blocked: [],
};

export type RuleName = "displacement" | "brandCap" | "exposureFloor" | "block";

export const RULE_NAMES: readonly RuleName[] = ["displacement", "brandCap", "exposureFloor", "block"];

/** Whether any of the rules is in force. */
export function hasRules({ maxDisplacement, brandCap, exposureFloor, blocked }: ExposureRules): boolean {
  return maxDisplacement !== null || brandCap !== null || exposureFloor !== null || blocked.length > 0;
}
