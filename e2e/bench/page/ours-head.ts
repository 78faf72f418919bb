import type {
  AdamwMoments,
  AdamwStep,
  Gaussian,
  HeadMaths,
  Network,
  ScoreEvidence,
} from "../../../src/base/head-maths.ts";
import { normalFrom, seededRandom } from "../../../src/base/random.ts";
import { createHeadKernels } from "../../../src/model/wasm/head-kernels.ts";
import { ADAMW, BAYES, HEAD_SIZES } from "./head-workloads.ts";
import { serveCalls, type Timing, timeRuns } from "./serve-calls.ts";

/** As many as the product's learner takes after a page, all in one call. */
const STEPS = 4;
const [LEARNING_RATE, DECAY, BETA1, BETA2, EPSILON] = [1e-3, 1e-2, 0.9, 0.999, 1e-8];
const { inner, hidden, batch, page, rank } = HEAD_SIZES;
const random = seededRandom(1);
const normals = (count: number, deviation: number): number[] =>
  Array.from({ length: count }, () => normalFrom(random) * deviation);

const network: Network = {
  featureCount: inner,
  hiddenCount: hidden,
  start: Float64Array.from(normals(hidden * inner, 0.05)),
};
const features = Float32Array.from(normals(batch * inner, 1));
const labels = normals(batch, 1).map((value) => (value > 0 ? 1 : 0));
const rows = Float64Array.from(normals(page * rank, 1));
const belief: Gaussian = {
  mean: new Float64Array(rank),
  covariance: Float64Array.from({ length: rank * rank }, (_, at) => (at % (rank + 1) === 0 ? 1 : 0)),
};
/** Of a list of which one item was chosen, all equally likely before. */
const evidence: ScoreEvidence = {
  gradient: Float64Array.from({ length: page }, (_, at) => (at === 0 ? 1 : 0) - 1 / page),
  information: Float64Array.from(
    { length: page * page },
    (_, at) => (at % (page + 1) === 0 ? 1 / page : 0) - 1 / page ** 2,
  ),
};

let maths: HeadMaths;
let moments: AdamwMoments;
let taken = 0;
let loss = 0;

serveCalls({
  /** @returns What can be timed. */
  async create() {
    maths = await createHeadKernels();
    const parameterCount = inner + hidden + hidden * inner + hidden;
    moments = {
      parameters: new Float64Array(parameterCount),
      firstMoment: new Float64Array(parameterCount),
      secondMoment: new Float64Array(parameterCount),
    };
    return [ADAMW, BAYES];
  },
  async time(timing: Timing) {
    if (timing.workload === BAYES)
      return timeRuns(timing, async () => void maths.posterior(belief, rows, evidence));
    const callMs = await timeRuns(timing, async () => {
      moments = maths.adamwSteps(network, moments, Array.from({ length: STEPS }, step));
    });
    return callMs / STEPS;
  },
  loss: () => loss,
});

function step(): AdamwStep {
  const count = ++taken;
  return {
    features,
    mask: null,
    slopesOf: (scores) => {
      loss = 0;
      return Float64Array.from(scores, (score, at) => {
        const probability = 1 / (1 + Math.exp(-score));
        loss -= Math.log(labels[at] === 1 ? probability : 1 - probability) / batch;
        return (probability - labels[at]) / batch;
      });
    },
    maxGradientNorm: Infinity,
    rate: LEARNING_RATE,
    weightDecay: DECAY,
    firstDecay: BETA1,
    secondDecay: BETA2,
    firstScale: 1 / (1 - BETA1 ** count),
    secondScale: 1 / (1 - BETA2 ** count),
    epsilon: EPSILON,
  };
}
