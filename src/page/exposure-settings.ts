import type { ExposureRules } from "../ranking/exposure-rules.ts";

type RuleSetting = "max-displacement" | "brand-cap" | "exposure-floor" | "block";

/**
 * Reads the shop's rules of exposure: `max-displacement="8"`, `brand-cap="3/12"`, `exposure-floor="1/12"`, `block="id,id"`.
 *
 * @param read      Gives one attribute by its name, or null.
 * @param onProblem Told of a value that is not a rule; then there is no such rule.
 */
export function exposureSettings(
  read: (name: RuleSetting) => string | null,
  onProblem: (message: string) => void,
): ExposureRules {
  const parsed = <Value>(
    name: RuleSetting,
    wanted: string,
    parse: (given: string) => Value | null,
  ): Value | null => {
    const given = read(name);
    const value = given === null ? null : parse(given);
    if (given !== null && value === null)
      onProblem(`Cannot use ${name}="${given}": expected ${wanted}; there is no such rule`);
    return value;
  };
  const cap = parsed("brand-cap", 'so many of so many places, as in "3/12"', (given) => shareOf(given, 1));
  const floor = parsed("exposure-floor", 'so many of so many places, as in "1/12"', (given) =>
    shareOf(given, 0),
  );
  return {
    maxDisplacement: parsed("max-displacement", 'a number of places, as in "8"', wholeOf),
    brandCap: cap && { most: cap[0], window: cap[1] },
    exposureFloor: floor && { least: floor[0], window: floor[1] },
    blocked: (read("block") ?? "").split(",").flatMap((id) => id.trim() || []),
  };
}

/** "3/12" as [3, 12]; the second larger than the first by `difference` at least. */
function shareOf(given: string, difference: number): [number, number] | null {
  const [count, window, rest] = given.split("/").map(wholeOf);
  return count && window && rest === undefined && count + difference <= window ? [count, window] : null;
}

/** At most six digits: more places than any list has. */
function wholeOf(given: string): number | null {
  return /^\s*\d{1,6}\s*$/.test(given) ? Number(given) : null;
}
