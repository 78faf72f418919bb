import { encodeSafetensors } from "../base/safetensors.ts";
import type { Manifest } from "./manifest.ts";
import { openContainer, tensorOf, versionOf } from "./open-container.ts";
import type { ContainerForm } from "./open-container.ts";
import type { Quantized } from "./quantize.ts";
import { WireError } from "./wire-error.ts";

/** What one device sends: a step of the global head (global-step.ts), clipped and quantised. The server adds the mean of many. */
export interface Delta extends Quantized {
  /** Version of the global head that the step is of. */
  readonly baseVersion: number;
  /** L2 bound that the device applied before quantising, in units of a step. */
  readonly clipNorm: number;
  /** Id of the feature layout: which weight means what. */
  readonly layout: string;
}

/** What a server takes; a manifest says it. */
export type DeltaTerms = Pick<Manifest, "layout" | "dimensions" | "clipNorm">;

/**
 * What deltas are. 2: a step, see global-step.ts. 1, of files that do not say: personal head minus global head, which no server takes any
 * more, as the mean of both kinds would be neither.
 */
export const DELTA_VERSION = 2;

const FORM: ContainerForm = {
  format: "personal-rank-delta",
  version: String(DELTA_VERSION),
  tensors: ["delta", "delta_scale"],
  metadata: ["base_version", "clip_norm", "layout"],
};

/** Above it, step -128 times the scale is no finite float32, and one such delta would spoil its round. */
const LARGEST_SCALE = 2 ** 120;

/** Writes a delta as it goes over the wire: safetensors, `delta` I8 [d] and `delta_scale` F32 [1]. */
export function encodeDelta(delta: Delta): Uint8Array<ArrayBuffer> {
  return encodeSafetensors({
    tensors: new Map([
      // The scale is first: four bytes, so both tensors are aligned whatever d is.
      ["delta_scale", { dtype: "F32", shape: [1], data: Float32Array.of(delta.scale) }],
      ["delta", { dtype: "I8", shape: [delta.steps.length], data: delta.steps }],
    ]),
    metadata: {
      format: FORM.format,
      version: String(DELTA_VERSION),
      base_version: String(delta.baseVersion),
      clip_norm: String(delta.clipNorm),
      layout: delta.layout,
    },
  });
}

/**
 * Reads a delta from an untrusted device. It does not look at the norm: the steps may be longer than the clip norm, by
 * rounding or by malice, so whoever sums deltas clips them again.
 *
 * @throws {WireError} `version` (an older or newer kind of delta), `format`, `layout`, `shape`, `nonfinite` (the scale), or `norm`
 *   (clipped to another norm than asked), whatever the bytes are.
 */
export function decodeDelta(bytes: Uint8Array, terms: DeltaTerms): Delta {
  const source = "the delta";
  const file = openContainer(bytes, source, FORM);
  const { layout = "", clip_norm: clipNorm = "" } = file.metadata;
  if (layout !== terms.layout) {
    throw new WireError(
      "layout",
      `Cannot use ${source} as its feature layout must be "${terms.layout}": got ${JSON.stringify(layout.slice(0, 80))}; reload the page`,
    );
  }
  const steps = tensorOf(file, "delta", { dtype: "I8", shape: [terms.dimensions], source });
  const [scale = Number.NaN] = tensorOf(file, "delta_scale", { dtype: "F32", shape: [1], source });
  if (!(Math.abs(scale) <= LARGEST_SCALE)) {
    throw new WireError(
      "nonfinite",
      `Cannot use ${source} as "delta_scale" must give finite values: got ${scale}`,
    );
  }
  if (scale < 0)
    throw new WireError("format", `Cannot use ${source} as "delta_scale" must be 0 or more: got ${scale}`);
  // One way to write each norm: as the device writes what the manifest says.
  if (clipNorm !== String(terms.clipNorm)) {
    throw new WireError(
      "norm",
      `Cannot use ${source} as it must be clipped to norm ${terms.clipNorm}: "clip_norm" is ${JSON.stringify(clipNorm.slice(0, 80))}`,
    );
  }
  return {
    steps,
    scale,
    baseVersion: versionOf(file, "base_version", source),
    clipNorm: terms.clipNorm,
    layout,
  };
}
