import { asRankError } from "../base/errors.ts";
import type { ForwardRun } from "../model/forward-pass.ts";
import type { EncoderModel } from "../model/model-folder.ts";
import type { WasmForwardPassOptions } from "../model/wasm/wasm-forward-pass.ts";
import { openEncodeHelper } from "./encode-helper.ts";
import { helperCount } from "./helper-count.ts";
import type { Platform } from "./platform.ts";

/**
 * Opens as many further threads as the machine has cores and memory for. One that fails is told of once; the ranking worker
 * then encodes its share.
 */
export function encodeHelpers(
  { makeHelper, machine, warn }: Pick<Platform, "makeHelper" | "machine" | "warn">,
  model: EncoderModel,
  options: WasmForwardPassOptions,
): Promise<ForwardRun>[] {
  if (makeHelper === null) return [];
  const count = helperCount(machine, bytesOf(model));
  return Array.from({ length: count }, async () => {
    try {
      return await openEncodeHelper(model, options, makeHelper);
    } catch (thrown) {
      warn(asRankError(thrown, "worker-failed"));
      throw thrown;
    }
  });
}

/** Nearly all of a model. */
function bytesOf({ weights }: EncoderModel): number {
  return weights.layers.reduce(
    (sum, { query, key, value, attentionOutput, intermediate, output }) =>
      [query, key, value, attentionOutput, intermediate, output].reduce(
        (bytes, { weight }) => bytes + weight.data.byteLength,
        sum,
      ),
    weights.words.data.byteLength,
  );
}
