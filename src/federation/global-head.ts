import { encodeSafetensors } from "../base/safetensors.ts";
import type { Manifest } from "./manifest.ts";
import { openContainer, tensorOf, versionOf } from "./open-container.ts";
import type { ContainerForm } from "./open-container.ts";
import { WireError } from "./wire-error.ts";

/** The weights every newcomer starts from. */
export interface GlobalHead {
  /** From 0, only ever upward. */
  readonly version: number;
  /** Id of the feature layout: which weight means what. */
  readonly layout: string;
  readonly weights: Float32Array<ArrayBuffer>;
}

const FORM: ContainerForm = {
  format: "personal-rank-global-head",
  tensors: ["weights"],
  metadata: ["version", "layout"],
};

/** Writes a head file: safetensors, `weights` F32 [d]. Equal heads give equal bytes, hence equal hashes. */
export function encodeGlobalHead({ version, layout, weights }: GlobalHead): Uint8Array<ArrayBuffer> {
  return encodeSafetensors({
    tensors: new Map([["weights", { dtype: "F32", shape: [weights.length], data: weights }]]),
    metadata: { format: FORM.format, version: String(version), layout },
  });
}

/**
 * Reads a head file and checks that it is the one the manifest promised.
 *
 * @param source What the file is called in errors, e.g. its URL.
 * @throws {WireError} `format` (also for another version), `layout`, `shape`, or `nonfinite`, whatever the bytes are.
 */
export function decodeGlobalHead(
  bytes: Uint8Array,
  source: string,
  promised: Pick<Manifest, "version" | "layout" | "dimensions">,
): GlobalHead {
  const name = `the global head "${source}"`;
  const file = openContainer(bytes, name, FORM);
  const { layout = "" } = file.metadata;
  if (layout !== promised.layout) {
    throw new WireError(
      "layout",
      `Cannot use ${name} as its feature layout must be "${promised.layout}": got ${JSON.stringify(layout.slice(0, 80))}`,
    );
  }
  const version = versionOf(file, "version", name);
  if (version !== promised.version) {
    throw new WireError(
      "format",
      `Cannot use ${name} as it must be version ${promised.version}: got ${version}`,
    );
  }
  const weights = tensorOf(file, "weights", { dtype: "F32", shape: [promised.dimensions], source: name });
  const unusable = weights.findIndex((weight) => !Number.isFinite(weight));
  if (unusable >= 0) {
    throw new WireError(
      "nonfinite",
      `Cannot use ${name} as all weights must be finite: weight ${unusable} is ${weights[unusable]}`,
    );
  }
  return { version, layout, weights };
}
