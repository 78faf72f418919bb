import { DOWNLOAD_AGAIN, ImportError } from "./import-error.ts";
import type { OpenFile } from "./open-file.ts";
import { rowMajorStrides, valueCount } from "./stored-tensor.ts";
import type { StoredTensor, TensorFile } from "./stored-tensor.ts";

const MAX_HEADER_BYTES = 100_000_000;
/** Bytes per number of the types that a checkpoint may hold; only some of them can be read. */
const BYTES: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/**
 * Reads the header of a safetensors file and leaves the tensors where they are; src/base/safetensors.ts reads whole small
 * files.
 *
 * @throws {ImportError} naming the file, and the tensor, if the header is wrong or the file is not as long as it says.
 * @see https://github.com/huggingface/safetensors#format
 */
export function readSafetensorsHeader(file: OpenFile): TensorFile {
  const length = file.size < 8 ? 0 : Number(file.read(0, 8, "its header").readBigUInt64LE());
  if (length < 2 || length > MAX_HEADER_BYTES) {
    const start = JSON.stringify(file.read(0, Math.min(file.size, 16), "its start").toString("latin1"));
    throw new ImportError(
      file.path,
      `it must be safetensors: its first 8 bytes give a header of ${length} bytes, and it starts with ${start}`,
      { wayOut: "check that it is the file that was published" },
    );
  }
  const json = parseHeader(file.read(8, length, "its header").toString("utf8"), file.path);
  const dataStart = 8 + length;
  const tensors = new Map<string, StoredTensor>();
  let end = 0;
  for (const [name, entry] of Object.entries(json)) {
    if (name === "__metadata__") continue;
    const tensor = readEntry(entry, name, file.path);
    end = Math.max(end, tensor.end);
    tensors.set(name, {
      format: tensor.format,
      shape: tensor.shape,
      strides: rowMajorStrides(tensor.shape),
      position: dataStart + tensor.start,
    });
  }
  if (dataStart + end !== file.size) {
    throw new ImportError(
      file.path,
      `its tensors should end at byte ${dataStart + end}, the file ends at byte ${file.size}`,
      { wayOut: DOWNLOAD_AGAIN },
    );
  }
  return { file, tensors };
}

function parseHeader(text: string, path: string): object {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null) return json;
  } catch {
    // Said below.
  }
  throw new ImportError(path, "its header must be a JSON object", { wayOut: DOWNLOAD_AGAIN });
}

function readEntry(
  entry: unknown,
  name: string,
  path: string,
): { format: string; shape: number[]; start: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>; // each is checked below
  const bytes = BYTES[String(dtype)];
  const isRight =
    bytes !== undefined &&
    isCounts(shape) &&
    isCounts(offsets) &&
    offsets.length === 2 &&
    offsets[1] - offsets[0] === valueCount(shape) * bytes;
  if (!isRight) {
    throw new ImportError(
      path,
      `tensor "${name}" is described as ${JSON.stringify(entry)}, whose bytes do not fit its shape and type`,
      { wayOut: DOWNLOAD_AGAIN },
    );
  }
  return { format: String(dtype), shape, start: offsets[0], end: offsets[1] };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}
