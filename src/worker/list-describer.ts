import { RankError } from "../base/errors.ts";
import { featureRange } from "../learning/feature-layout.ts";
import type { EngagedItem } from "../learning/history.ts";
import { type LoadedModel, loadModel } from "../model/load-model.ts";
import type { Candidate } from "../ranking/candidate.ts";
import { candidateText } from "../ranking/candidate-text.ts";
import { embeddingCache } from "../store/embedding-cache.ts";
import { type DescribedList, describeList, type ListDescription } from "./describe-list.ts";
import { knownTexts } from "./known-texts.ts";
import { type OpenedEncoder, openEncoder } from "./open-encoder.ts";
import type { Platform } from "./platform.ts";
import type { BackendChoice, EncoderReport, RankRequest, StartOptions } from "./protocol.ts";
import type { RankingTiming } from "./speed-report.ts";

/** What a list is described with. */
type Ready = ListDescription & { readonly model: LoadedModel; readonly opened: OpenedEncoder };

/** What of a ranking's time goes by before its list is described. */
export type DescribeTiming = Pick<RankingTiming, "openMs" | "encodeMs" | "encodedTexts">;

/** Describes lists for one page, with the model and the encoder behind it, which the first list loads. */
export interface ListDescriber {
  describe(
    request: RankRequest & { readonly history: readonly EngagedItem[] },
  ): Promise<DescribedList & { readonly ready: Ready; readonly timing: DescribeTiming }>;
  /** Encodes what is not cached yet, if the encoder is open already. */
  prepare(candidates: readonly Candidate[]): Promise<void>;
  /** Null until the encoder is open. */
  report(): EncoderReport | null;
}

/**
 * How often a page opens its GPU: a device that is lost is rebuilt once, as drivers are updated and laptops wake up; one that is
 * lost again is left alone.
 */
const GPU_ATTEMPTS = 2;

const TEXT_FEATURES = featureRange("text");

/** @throws {RankError} `model-failed` for a model made for heads of another layout. */
function fitting(model: LoadedModel): LoadedModel {
  const wanted = TEXT_FEATURES.end - TEXT_FEATURES.start;
  const { outputSize } = model.headProjection;
  if (outputSize === wanted) return model;
  throw new RankError(
    "model-failed",
    `Cannot use the model "${model.config.modelId}" because its head.safetensors must project to ${wanted} values: got ${outputSize}; export it again with this version`,
  );
}

/** @see ListDescriber */
export function listDescriber(
  platform: Platform,
  { modelUrl, backend }: Pick<StartOptions, "modelUrl" | "backend">,
): ListDescriber {
  const { records, fetch, now, warn, whenIdle, clockMs, headMaths: maths } = platform;
  let model: Promise<LoadedModel> | null = null;
  let ready: Promise<Ready> | null = null;
  let opened: OpenedEncoder | null = null;
  let attempts = 0;
  let last: Promise<unknown> = Promise.resolve();

  const readyWith = (loaded: LoadedModel, next: OpenedEncoder): Ready => {
    opened = next;
    const { modelId, hiddenSize } = next.encoder;
    return {
      opened: next,
      encoder: next.encoder,
      model: loaded,
      known: knownTexts(),
      maths,
      cache: embeddingCache(records, { modelId, hiddenSize, now }),
    };
  };
  const open = async (choice: BackendChoice): Promise<Ready> => {
    model ??= loadModel(modelUrl, { fetch });
    const loaded = await model.then(fitting).catch((thrown: unknown) => {
      model = null; // the next list tries again
      throw thrown;
    });
    return readyWith(loaded, await openEncoder(platform, { model: loaded, modelUrl, choice }));
  };
  /** When the visitor has the list: is the other backend quicker? From the next list on, then. */
  const compareLater = ({ model: loaded, opened: { compare, encoder: slower } }: Ready): void => {
    if (compare === null) return;
    whenIdle(() => {
      compare()
        .then((better) => {
          if (better === null) return;
          ready = Promise.resolve(readyWith(loaded, better));
          void last.catch(() => undefined).then(() => slower[Symbol.dispose]());
        })
        .catch(() => undefined); // what was wrong with the GPU has been told; the list goes on as before
    });
  };
  const describe: ListDescriber["describe"] = async (request) => {
    const isFirst = ready === null;
    const askedMs = clockMs();
    ready ??= open(attempts < GPU_ATTEMPTS ? backend : "wasm");
    const current = await ready;
    const timing = { openMs: clockMs() - askedMs, encodeMs: 0, encodedTexts: 0 };
    const encode = async (texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> => {
      const startedMs = clockMs();
      const vectors = await current.encoder.encode(texts);
      timing.encodeMs += clockMs() - startedMs;
      timing.encodedTexts += texts.length;
      return vectors;
    };
    const describing = describeList({ ...current, encoder: { encode } }, request);
    last = describing;
    const described = await describing;
    if (isFirst) {
      await current.opened.confirm();
      compareLater(current);
    }
    return { ready: current, timing, ...described };
  };

  return {
    describe: async (request) => {
      for (;;) {
        try {
          return await describe(request);
        } catch (thrown) {
          ready = null; // the next list tries again
          attempts++;
          if (!(thrown instanceof RankError && thrown.reason === "webgpu-unavailable")) throw thrown;
          // The GPU was lost while it encoded: the same list is encoded anew.
          await opened?.confirm(); // it failed in good order
          opened?.encoder[Symbol.dispose]();
          warn(thrown);
        }
      }
    },
    prepare: async (candidates) => {
      const current = await ready;
      if (current === null) return;
      const texts = candidates.map(candidateText);
      await current.cache.vectorsOf(texts, {
        encode: (missing) => current.encoder.encode(missing),
        catalogueTexts: texts.length,
      });
    },
    report: () =>
      opened === null ? null : { backend: opened.encoder.backend, why: opened.why, verdict: opened.verdict },
  };
}
