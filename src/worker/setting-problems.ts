import { headTypeOf } from "../learning/visitor-head.ts";
import type { StartOptions } from "./protocol.ts";

/** What is allowed setting by setting, but does nothing together; in words for the page's author. */
export function settingProblems(
  options: Pick<StartOptions, "learner" | "learns" | "explore" | "holdOut" | "interleave">,
): string[] {
  const { learner, learns, explore, holdOut, interleave } = options;
  const problems: string[] = [];
  const isBayes = learner === "bayes";
  if ((learns === "personal-vector" && !isBayes) || (learns === "all-layers" && learner === "sgd"))
    problems.push(`Cannot use learns="${learns}" with learner="${learner}"; learns="last-layer" is used`);
  const type = headTypeOf(options, null); // a model with a prior makes low-rank of bayes
  if (explore === "thompson" && type !== "bayes")
    problems.push(
      `Cannot use explore="thompson" with a head that does not know how sure it is ("${type}"); explore="epsilon" is used`,
    );
  if (interleave !== "none" && holdOut === 0)
    problems.push(
      `Cannot use interleave="${interleave}" on no pages; say on which share of them, as in hold-out="0.2"`,
    );
  return problems;
}
