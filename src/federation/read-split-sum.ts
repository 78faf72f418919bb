import { splitSum } from "./split-report.ts";
import { WireError } from "./wire-error.ts";

/**
 * Reads what a server released of a round: its share of the sum, with its noise.
 *
 * @returns [dimensions]: numbers of the field.
 * @throws {WireError} `shape` or `format`, for what is no such share.
 */
export function readSplitSum(share: Uint8Array, dimensions: number): bigint[] {
  const { field } = splitSum(dimensions).flp;
  const wanted = dimensions * field.encodedSize;
  if (share.length !== wanted)
    throw new WireError(
      "shape",
      `Cannot use a server's share of a sum as it must have ${wanted} bytes: got ${share.length}`,
    );
  try {
    return field.decode(share);
  } catch (cause) {
    throw new WireError(
      "format",
      `Cannot use a server's share of a sum as it must be ${dimensions} numbers of its field`,
      { cause },
    );
  }
}
