import { seededRandom, type Random } from "../base/random.ts";
import { areUsable, type Examples } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";
import { addScores } from "./linear-scores.ts";
import { type LossName, pageLoss, teaches } from "./page-loss.ts";

const MEAN_DECAY = 0.9;
const VARIANCE_DECAY = 0.99;
const EPSILON = 1e-4;

/** A head as a differentiable function of p numbers, which are all 0 for the global head. */
export interface DifferentiableHead {
  readonly parameterCount: number;
  /** The personal part of the scores, [n], of features [n, d]. */
  readonly scores: (parameters: Float64Array, features: Float32Array) => Float64Array;
  /** [p]: slopes with respect to the scores, [n], as slopes with respect to the parameters. */
  readonly pullBack: (parameters: Float64Array, features: Float32Array, slopes: Float64Array) => Float64Array;
  /** [d]. */
  readonly linearPart: (parameters: Float64Array) => Float64Array;
}

/** How AdamW learns. */
export interface ReplayOptions {
  readonly loss: LossName;
  readonly learningRate: number;
  /** Steps until the learning rate is reached; then it falls with the root of the steps. 0 keeps it constant. */
  readonly warmUpSteps: number;
  /** Pulls the parameters towards 0, that is the personal head towards the global one. */
  readonly weightDecay: number;
  /** How many of the newest pages are replayed. */
  readonly bufferPages: number;
  readonly stepsPerPage: number;
  /** Pages a step, drawn without replacement; all of them if there are no more. */
  readonly pagesPerStep: number;
  /** Share of the features that a step does not see, in [0, 1). */
  readonly featureDropout: number;
  /** How much a chosen item counts in the binary loss beside one passed over. */
  readonly positiveWeight: number;
  /** Longer gradients are cut to this length; infinity cuts none. */
  readonly maxGradientNorm: number;
  /** Updates in a row that new pages may like less than the best parameters before those come back; 0 never goes back. */
  readonly patience: number;
}

/** Parameters, Adam's moments, the pages that are replayed, and where chance has got to. */
export interface ReplayState<Type extends string> {
  readonly type: Type;
  /** [p] each. */
  readonly parameters: Float64Array;
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
  /** Steps taken. */
  readonly step: number;
  /** Of the chance that draws pages and drops features; with `step` it says what comes next. */
  readonly seed: number;
  /** Oldest first. */
  readonly replay: readonly Examples[];
  /** [p]: what the new pages liked best; the parameters themselves as long as nothing was better. */
  readonly best: Float64Array;
  /** Updates since then. */
  readonly worseFor: number;
}

/**
 * AdamW with replay: each page takes a few steps on the mean gradient of pages drawn from a buffer, with decoupled weight
 * decay, which is a proximal term to the global head.
 *
 * - The learning rate warms up linearly and then falls as 1 / √step: unlike a cosine that needs no length of the visit.
 * - Progressive validation: a page is first a test, of the parameters and of the best ones before, neither of which has
 *   seen it. If the replay did worse for `patience` pages in a row, the best come back with fresh moments.
 *
 * Costs stepsPerPage × pagesPerStep forward and backward passes a page.
 *
 * @see Loshchilov, Hutter 2019, Decoupled weight decay regularization, https://arxiv.org/abs/1711.05101
 */
export function createReplayAdamw<Type extends string>(
  type: Type,
  head: DifferentiableHead,
  options: ReplayOptions,
): Learner<ReplayState<Type>> {
  return {
    init: (seed = 0) => {
      const zeros = new Float64Array(head.parameterCount);
      return {
        type,
        parameters: zeros,
        firstMoment: zeros,
        secondMoment: zeros,
        step: 0,
        seed,
        replay: [],
        best: zeros,
        worseFor: 0,
      };
    },

    update: (state, examples) => {
      if (!areUsable(examples) || !teaches(examples, options.loss)) return state;
      const replay = [...state.replay, examples].slice(-options.bufferPages);
      let next: ReplayState<Type> = { ...validated(state, examples, { head, options }), replay };
      // Each update has its own sequence, so the state needs no more than two numbers of it.
      const random = seededRandom((state.seed ^ Math.imul(state.step + 1, 0x9e3779b1)) | 0);
      for (let turn = 0; turn < options.stepsPerPage; turn++)
        next = stepped(next, meanGradient(next, { head, options, random }), options);
      if (options.patience === 0) next = { ...next, best: next.parameters };
      return next.parameters.every(Number.isFinite) ? next : state;
    },

    scores: ({ parameters }, features) => head.scores(parameters, features),

    offset: ({ parameters }) => head.linearPart(parameters),

    // Without a measure of certainty nothing says which part of the shift the visitor had already taught.
    rebase: (state) => state,
  };
}

interface Setting {
  readonly head: DifferentiableHead;
  readonly options: ReplayOptions;
}

/** The state after the test that a new page is, before anything is learned from it. */
function validated<Type extends string>(
  state: ReplayState<Type>,
  page: Examples,
  { head, options }: Setting,
): ReplayState<Type> {
  if (options.patience === 0 || state.best === state.parameters) return state;
  const lossOf = (parameters: Float64Array): number =>
    pageLoss(addScores(page.baseScores, head.scores(parameters, page.features)), page, options).loss;
  if (lossOf(state.parameters) <= lossOf(state.best))
    return { ...state, best: state.parameters, worseFor: 0 };
  const worseFor = state.worseFor + 1;
  if (worseFor < options.patience) return { ...state, worseFor };
  const zeros = new Float64Array(head.parameterCount);
  return { ...state, parameters: state.best, firstMoment: zeros, secondMoment: zeros, worseFor: 0 };
}

/** The mean over drawn pages, with some features hidden, cut to its greatest length. */
function meanGradient(
  { parameters, replay }: ReplayState<string>,
  { head, options, random }: Setting & { readonly random: Random },
): Float64Array {
  const pages = drawn(replay, options.pagesPerStep, random);
  const mask = options.featureDropout > 0 ? maskOf(options.featureDropout, random) : null;
  const sum = new Float64Array(parameters.length);
  for (const page of pages) {
    const features = mask === null ? page.features : masked(page.features, mask);
    const scores = addScores(page.baseScores, head.scores(parameters, features));
    const gradient = head.pullBack(parameters, features, pageLoss(scores, page, options).slopes);
    for (let at = 0; at < sum.length; at++) sum[at] += gradient[at] / pages.length;
  }
  let squares = 0;
  for (const value of sum) squares += value * value;
  const excess = Math.sqrt(squares) / options.maxGradientNorm;
  return excess > 1 ? sum.map((value) => value / excess) : sum;
}

function stepped<Type extends string>(
  state: ReplayState<Type>,
  gradient: Float64Array,
  { learningRate, warmUpSteps, weightDecay }: ReplayOptions,
): ReplayState<Type> {
  const step = state.step + 1;
  const rate =
    warmUpSteps === 0
      ? learningRate
      : learningRate * Math.min(step / warmUpSteps, Math.sqrt(warmUpSteps / step));
  const firstMoment = state.firstMoment.map((m, at) => MEAN_DECAY * m + (1 - MEAN_DECAY) * gradient[at]);
  const secondMoment = state.secondMoment.map(
    (v, at) => VARIANCE_DECAY * v + (1 - VARIANCE_DECAY) * gradient[at] ** 2,
  );
  const firstCorrection = 1 - MEAN_DECAY ** step;
  const secondCorrection = 1 - VARIANCE_DECAY ** step;
  const parameters = state.parameters.map((value, at) => {
    const direction =
      firstMoment[at] / firstCorrection / (Math.sqrt(secondMoment[at] / secondCorrection) + EPSILON);
    return value - rate * (direction + weightDecay * value);
  });
  return { ...state, parameters, firstMoment, secondMoment, step };
}

/** `count` pages without replacement. */
function drawn(replay: readonly Examples[], count: number, random: Random): readonly Examples[] {
  if (replay.length <= count) return replay;
  const left = [...replay];
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(random() * (left.length - at));
    [left[at], left[other]] = [left[other], left[at]];
  }
  return left.slice(0, count);
}

/** [d]: 0 with the given chance, otherwise so large that the mean stays 1. */
function maskOf(dropout: number, random: Random): Float64Array {
  const mask = new Float64Array(FEATURE_COUNT);
  for (let at = 0; at < FEATURE_COUNT; at++) mask[at] = random() < dropout ? 0 : 1 / (1 - dropout);
  return mask;
}

function masked(features: Float32Array, mask: Float64Array): Float32Array {
  return features.map((value, at) => value * mask[at % FEATURE_COUNT]);
}
