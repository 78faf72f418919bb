import type { Contender } from "../contender.ts";
import { BASE } from "./set-report.ts";

/**
 * The contenders that were asked for, in the order of the report, and always the global head, which the others are compared
 * with.
 *
 * @param names Null for all.
 * @throws {Error} naming those that there are, if one is unknown.
 */
export function chosenLearners(
  contenders: readonly Contender[],
  names: readonly string[] | null,
): readonly Contender[] {
  if (names === null) return contenders;
  const unknown = names.find((name) => !contenders.some((contender) => contender.name === name));
  if (unknown !== undefined) {
    throw new Error(
      `--learners must name some of ${contenders.map(({ name }) => name).join(", ")}: got "${unknown}"`,
    );
  }
  return contenders.filter(({ name }) => name === BASE || names.includes(name));
}
