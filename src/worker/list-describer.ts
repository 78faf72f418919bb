import { asRankError, RankError } from "../base/errors.ts";
import { featureRange } from "../learning/feature-layout.ts";
import type { EngagedItem } from "../learning/history.ts";
import { type ModelParts, modelFolder } from "../model/model-folder.ts";
import type { Candidate } from "../ranking/candidate.ts";
import { candidateText } from "../ranking/candidate-text.ts";
import { embeddingCache } from "../store/embedding-cache.ts";
import { type DescribedList, describeList, type ListDescription } from "./describe-list.ts";
import { knownTexts } from "./known-texts.ts";
import { type OpenedEncoder, openEncoder } from "./open-encoder.ts";
import type { Platform } from "./platform.ts";
import type { EncoderReport, RankRequest, StartOptions } from "./protocol.ts";
import type { RankingTiming } from "./speed-report.ts";

/** What a list is described with, but for the encoder. */
type Ready = Omit<ListDescription, "encoder"> & { readonly model: ModelParts };

/** What of a ranking's time goes by before its list is described. */
export type DescribeTiming = Pick<RankingTiming, "openMs" | "encodeMs" | "encodedTexts">;

/**
 * Describes lists for one page, with the model that the first list loads and the encoder that the first unknown text opens: on the way
 * back to a list nothing has to be encoded, and nobody should wait for weights.
 */
export interface ListDescriber {
  describe(
    request: RankRequest & { readonly history: readonly EngagedItem[] },
  ): Promise<DescribedList & { readonly model: ModelParts; readonly timing: DescribeTiming }>;
  /** Encodes what is not cached yet, if a list was described before. */
  prepare(candidates: readonly Candidate[]): Promise<void>;
  /** Null until the encoder is open, which may be never on this page. */
  opened(): OpenedEncoder | null;
  /** The same for people. */
  report(): EncoderReport | null;
}

/**
 * How often a page opens its GPU: a device that is lost is rebuilt once, as drivers are updated and laptops wake up; one that is
 * lost again is left alone. What was once measured of it then counts no more: one that works passes its test on the next page, which waits
 * for none of it; one that gives no numbers any more fails there, and is not tried on every page.
 */
const GPU_ATTEMPTS = 2;

const TEXT_FEATURES = featureRange("text");

/** @throws {RankError} `model-failed` for a model made for heads of another layout. */
function fitting(model: ModelParts): ModelParts {
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
  const folder = modelFolder(modelUrl, { fetch });
  let ready: Promise<Ready> | null = null;
  let opening: Promise<OpenedEncoder> | null = null;
  let opened: OpenedEncoder | null = null;
  /** Whose start is known to have finished. */
  let confirmed: OpenedEncoder | null = null;
  let attempts = 0;
  /** Of what is encoded, the newest: until then the encoder that it began with is kept. */
  let last: Promise<unknown> = Promise.resolve();

  const load = async (): Promise<Ready> => {
    // Who is new here has to wait for the weights; who is not may well do without.
    const begun = records.keys("catalogue").then((known) => {
      if (known.length === 0) void folder.whole().catch(() => undefined); // told by who waits for it
    });
    const [parts] = await Promise.all([folder.parts(), begun]);
    const model = fitting(parts);
    const { modelId, hiddenSize } = model.config;
    return {
      model,
      known: knownTexts(),
      maths,
      cache: embeddingCache(records, { modelId, hiddenSize, now }),
    };
  };
  const open = (): Promise<OpenedEncoder> => {
    opening ??= (async () => {
      const choice = attempts < GPU_ATTEMPTS ? backend : "wasm";
      opened = await openEncoder(platform, { model: await folder.whole(), modelUrl, choice });
      return opened;
    })().catch((thrown: unknown) => {
      opening = null; // the next text tries again
      throw thrown;
    });
    return opening;
  };
  /** When the visitor has the list: is the other backend quicker? From the next list on, then. */
  const compareLater = ({ compare, encoder: slower }: OpenedEncoder): void => {
    if (compare === null) return;
    whenIdle(() => {
      compare()
        .then((better) => {
          if (better === null) return;
          opened = better;
          opening = Promise.resolve(better);
          void last.catch(() => undefined).then(() => slower[Symbol.dispose]());
        })
        .catch((thrown: unknown) => warn(asRankError(thrown, "webgpu-unavailable"))); // the list goes on as before
    });
  };
  const confirm = async (used: OpenedEncoder): Promise<void> => {
    if (used === confirmed) return;
    confirmed = used;
    await used.confirm();
    compareLater(used);
  };
  const describe: ListDescriber["describe"] = async (request) => {
    const askedMs = clockMs();
    ready ??= load().catch((thrown: unknown) => {
      ready = null; // the next list tries again
      throw thrown;
    });
    const current = await ready;
    const timing = { openMs: clockMs() - askedMs, encodeMs: 0, encodedTexts: 0 };
    let used: OpenedEncoder | null = null;
    const encode = async (texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> => {
      const openFromMs = clockMs();
      const through = await open();
      const startedMs = clockMs();
      const vectors = await through.encoder.encode(texts);
      timing.openMs += startedMs - openFromMs;
      timing.encodeMs += clockMs() - startedMs;
      timing.encodedTexts += texts.length;
      used = through;
      return vectors;
    };
    const describing = describeList({ ...current, encoder: { encode } }, request);
    last = describing;
    const described = await describing;
    if (used !== null) await confirm(used);
    return { model: current.model, timing, ...described };
  };

  return {
    describe: async (request) => {
      for (;;) {
        try {
          return await describe(request);
        } catch (thrown) {
          if (!(thrown instanceof RankError && thrown.reason === "webgpu-unavailable")) throw thrown;
          // The GPU was lost while it encoded: the same list is encoded anew.
          opening = null;
          attempts++;
          await opened?.confirm(attempts >= GPU_ATTEMPTS); // it failed in good order
          opened?.encoder[Symbol.dispose]();
          warn(thrown);
        }
      }
    },
    prepare: async (candidates) => {
      const current = await ready;
      if (current === null) return;
      const texts = candidates.map(candidateText);
      let used: OpenedEncoder | null = null;
      const encoding = current.cache.vectorsOf(texts, {
        encode: async (missing) => {
          const through = await open();
          const vectors = await through.encoder.encode(missing);
          used = through;
          return vectors;
        },
        catalogueTexts: texts.length,
      });
      last = encoding;
      await encoding;
      if (used !== null) await confirm(used);
    },
    opened: () => opened,
    report: () =>
      opened === null ? null : { backend: opened.encoder.backend, why: opened.why, verdict: opened.verdict },
  };
}
