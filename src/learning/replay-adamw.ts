import type { AdamwStep, HeadMaths, Network } from "../base/head-maths.ts";
import { seededRandom, type Random } from "../base/random.ts";
import { areFinite } from "./are-finite.ts";
import { areUsable, type Examples } from "./examples.ts";
import { CORE_COUNT, FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";
import { addScores } from "./linear-scores.ts";
import { forward, networkLayout } from "./network.ts";
import { type LossName, pageLoss, teaches } from "./page-loss.ts";

const MEAN_DECAY = 0.9;
const VARIANCE_DECAY = 0.99;
const EPSILON = 1e-4;
const LATER_SEED = 0x6c617465;

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
  network: Network,
  { maths, ...options }: ReplayOptions & { readonly maths: HeadMaths },
): Learner<ReplayState<Type>> {
  const { parameterCount } = networkLayout(network);
  const scoresOf = (parameters: Float64Array, features: Float32Array): Float64Array => {
    if (features.length % network.featureCount !== 0) {
      throw new RangeError(
        `Expected rows of ${network.featureCount} features, got ${features.length} features in all; were they made for another feature layout?`,
      );
    }
    return forward(network, parameters, new Float64Array(features)).scores;
  };
  return {
    init: (seed = 0) => {
      const zeros = new Float64Array(parameterCount);
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
      const tested = { ...validated(state, examples, { scoresOf, options }), replay };
      // Each update has its own sequence, so the state needs no more than two numbers of it.
      const seed = (state.seed ^ Math.imul(state.step + 1, 0x9e3779b1)) | 0;
      const moved = maths.adamwSteps(network, tested, replaySteps(tested, options, seed));
      if (!areFinite(moved.parameters)) return state;
      const step = tested.step + options.stepsPerPage;
      return { ...tested, ...moved, step, best: options.patience === 0 ? moved.parameters : tested.best };
    },

    scores: ({ parameters }, features) => scoresOf(parameters, features),

    offset: ({ parameters }) => parameters.slice(0, network.featureCount),

    // Without a measure of certainty nothing says which part of the shift the visitor had already taught.
    rebase: (state) => state,
  };
}

/** The state after the test that a new page is, before anything is learned from it. */
function validated<Type extends string>(
  state: ReplayState<Type>,
  page: Examples,
  {
    scoresOf,
    options,
  }: {
    readonly scoresOf: (parameters: Float64Array, features: Float32Array) => Float64Array;
    readonly options: ReplayOptions;
  },
): ReplayState<Type> {
  if (options.patience === 0 || state.best === state.parameters) return state;
  const lossOf = (parameters: Float64Array): number =>
    pageLoss(addScores(page.baseScores, scoresOf(parameters, page.features)), page, options).loss;
  if (lossOf(state.parameters) <= lossOf(state.best))
    return { ...state, best: state.parameters, worseFor: 0 };
  const worseFor = state.worseFor + 1;
  if (worseFor < options.patience) return { ...state, worseFor };
  const zeros = new Float64Array(state.parameters.length);
  return { ...state, parameters: state.best, firstMoment: zeros, secondMoment: zeros, worseFor: 0 };
}

/** Steps on the mean loss of drawn pages, each with some features hidden. */
function replaySteps(
  { step, replay }: ReplayState<string>,
  options: ReplayOptions,
  seed: number,
): readonly AdamwStep[] {
  const random = seededRandom(seed);
  const later = seededRandom(seed ^ LATER_SEED);
  return Array.from({ length: options.stepsPerPage }, (_, turn) => {
    const pages = drawn(replay, options.pagesPerStep, random);
    const number = step + turn + 1;
    return {
      features: concatenated(pages),
      mask: options.featureDropout > 0 ? maskOf(options.featureDropout, [random, later]) : null,
      slopesOf: (scores) => meanSlopes(scores, pages, options),
      maxGradientNorm: options.maxGradientNorm,
      rate: rateAt(number, options),
      weightDecay: options.weightDecay,
      firstDecay: MEAN_DECAY,
      secondDecay: VARIANCE_DECAY,
      firstScale: 1 / (1 - MEAN_DECAY ** number),
      secondScale: 1 / (1 - VARIANCE_DECAY ** number),
      epsilon: EPSILON,
    };
  });
}

function rateAt(step: number, { learningRate, warmUpSteps }: ReplayOptions): number {
  if (warmUpSteps === 0) return learningRate;
  return learningRate * Math.min(step / warmUpSteps, Math.sqrt(warmUpSteps / step));
}

function concatenated(pages: readonly Examples[]): Float32Array {
  const features = new Float32Array(pages.reduce((sum, page) => sum + page.features.length, 0));
  let at = 0;
  for (const page of pages) {
    features.set(page.features, at);
    at += page.features.length;
  }
  return features;
}

/** Of the mean over the pages of each one's loss, with respect to the personal part of all their scores. */
function meanSlopes(scores: Float64Array, pages: readonly Examples[], options: ReplayOptions): Float64Array {
  const all = new Float64Array(scores.length);
  let at = 0;
  for (const page of pages) {
    const count = page.rewards.length;
    const { slopes } = pageLoss(addScores(page.baseScores, scores.subarray(at, at + count)), page, options);
    for (let item = 0; item < count; item++) all[at + item] = slopes[item] / pages.length;
    at += count;
  }
  return all;
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

/**
 * [d]: 0 with the given chance, otherwise so large that the mean stays 1. Later coordinates have a chance of their own, so that
 * the first ones meet the same as under a layout without them.
 */
function maskOf(dropout: number, [first, later]: readonly [Random, Random]): Float64Array {
  const mask = new Float64Array(FEATURE_COUNT);
  for (let at = 0; at < FEATURE_COUNT; at++) {
    const random = at < CORE_COUNT ? first : later;
    mask[at] = random() < dropout ? 0 : 1 / (1 - dropout);
  }
  return mask;
}
