import { hexOf } from "../base/hex.ts";
import { encodeSafetensors } from "../base/safetensors.ts";
import { openContainer, tensorOf, versionOf } from "./open-container.ts";
import type { ContainerForm } from "./open-container.ts";
import type { ReceivedShare, SplitRole } from "./split-aggregator.ts";
import { splitShareBytes } from "./split-report.ts";
import { WireError } from "./wire-error.ts";

/** What one server gets of a report, as it goes over the wire. */
export interface SplitShare extends ReceivedShare {
  readonly role: SplitRole;
  /** Version of the global head that the step is of. */
  readonly baseVersion: number;
}

/** What both servers and all devices of a round must agree on. */
export interface SplitShareTerms {
  /** Id of the feature layout: which weight means what. */
  readonly layout: string;
  /** L2 bound that the device applied, in units of a step. */
  readonly clipNorm: number;
  /** Which values of a step these are: see learning/split-coordinates.ts. */
  readonly coordinates: number;
  /** How many. */
  readonly dimensions: number;
}

const FORM: ContainerForm = {
  format: "personal-rank-share",
  version: "1",
  tensors: ["nonce", "public_share", "share"],
  metadata: ["base_version", "clip_norm", "coordinates", "layout", "role"],
};
const NONCE_BYTES = 16;
const PUBLIC_SHARE_BYTES = 32;
/** Foreign text is cut: it ends up in answers and logs. */
const MOST_QUOTED = 80;

/** Writes a share: safetensors with `nonce` I8 [16], `public_share` I8 [32] and `share` I8 [n], 0.4 KB more than they have. */
export function encodeSplitShare(share: SplitShare, terms: SplitShareTerms): Uint8Array<ArrayBuffer> {
  const { nonce, publicShare, share: own, role, baseVersion } = share;
  return encodeSafetensors({
    tensors: new Map(
      Object.entries({ nonce, public_share: publicShare, share: own }).map(([name, bytes]) => [
        name,
        { dtype: "I8", shape: [bytes.length], data: Int8Array.from(bytes) },
      ]),
    ),
    metadata: {
      format: FORM.format,
      version: FORM.version!,
      base_version: String(baseVersion),
      clip_norm: String(terms.clipNorm),
      coordinates: String(terms.coordinates),
      layout: terms.layout,
      role,
    },
  });
}

/**
 * Reads a share from an untrusted device. Whether it says anything that is in range can only be told by both servers together.
 *
 * @param role Of the server that reads it.
 * @throws {WireError} `version`, `format`, `layout`, `norm` or `shape`, whatever the bytes are.
 */
export function decodeSplitShare(bytes: Uint8Array, role: SplitRole, terms: SplitShareTerms): SplitShare {
  const source = "the share";
  const file = openContainer(bytes, source, FORM);
  const wanted = [
    ["layout", "layout", terms.layout],
    ["clip_norm", "norm", String(terms.clipNorm)],
    ["coordinates", "version", String(terms.coordinates)],
    ["role", "format", role],
  ] as const;
  for (const [key, reason, text] of wanted) {
    const got = file.metadata[key] ?? "";
    if (got !== text)
      throw new WireError(
        reason,
        `Cannot use ${source} as its "${key}" must be "${text}": got ${JSON.stringify(got.slice(0, MOST_QUOTED))}; reload the page`,
      );
  }
  const read = (name: string, length: number): Uint8Array<ArrayBuffer> =>
    new Uint8Array(tensorOf(file, name, { dtype: "I8", shape: [length], source }).buffer);
  return {
    role,
    nonce: read("nonce", NONCE_BYTES),
    publicShare: read("public_share", PUBLIC_SHARE_BYTES),
    share: read("share", splitShareBytes(role, terms.dimensions)),
    baseVersion: versionOf(file, "base_version", source),
  };
}

/** The name by which both servers know a report: its nonce as 32 hex digits. */
export function splitReportId({ nonce }: Pick<SplitShare, "nonce">): string {
  return hexOf(nonce);
}
