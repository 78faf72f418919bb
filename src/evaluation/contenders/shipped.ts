import { initialHead } from "../../learning/initial-head.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import type { LoadedModel } from "../../model/model-folder.ts";
import type { Contender } from "../contender.ts";
import { personal } from "./personal.ts";

/** The product as the worker starts it with a model: its global head, and the visitor's on top, named `personal`. */
export function shipped(
  { headPrior }: Pick<LoadedModel, "headPrior">,
  choiceWeight?: number,
): {
  readonly globalWeights: Float32Array;
  readonly contender: Contender;
} {
  const globalWeights = headPrior?.weights ?? initialHead();
  const head = visitorHead({ learner: "bayes", learns: "last-layer" }, headPrior);
  return { globalWeights, contender: personal("personal", head, globalWeights, choiceWeight) as Contender };
}
