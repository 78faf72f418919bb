import type { HeadMaths } from "../base/head-maths.ts";
import { adamwSteps } from "./adamw-steps.ts";
import { posterior } from "./posterior.ts";
import { projectRows, rowCoordinates, rowScores } from "./row-products.ts";

/** The arithmetic of heads where there are no kernels, and what kernels are tested against. */
export const plainMaths: HeadMaths = {
  scores: rowScores,
  coordinates: rowCoordinates,
  project: projectRows,
  posterior,
  adamwSteps,
};
