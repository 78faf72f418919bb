import { wantedTensors } from "./architecture.ts";
import type { Architecture, WantedTensor } from "./architecture.ts";
import { ImportError } from "./import-error.ts";
import type { OpenFile } from "./open-file.ts";
import { readSafetensorsHeader } from "./safetensors-file.ts";
import { readRows } from "./stored-tensor.ts";
import type { TensorFile } from "./stored-tensor.ts";
import { readTorchFile } from "./torch-file.ts";

/** The checkpoint's tensors by the names and in the shapes of the model folder. */
export interface SourceTensors {
  readonly wanted: readonly WantedTensor[];
  /** Rows `first` … of a tensor, as float32. */
  read(name: string, range: { first: number; count: number }): Float32Array<ArrayBuffer>;
}

const WORD_TABLE = "embeddings.word_embeddings.weight";

/**
 * Finds every tensor that the architecture needs, under whatever prefix the checkpoint puts before its names, and checks
 * its shape. No weights are read yet.
 *
 * @param maxTokens Rows of the position table beyond are of no use and left out.
 * @throws {ImportError} naming the file and the tensor that is missing or has another shape than config.json says.
 */
export function findSourceTensors(
  file: OpenFile,
  architecture: Architecture,
  maxTokens: number,
): SourceTensors {
  const source = file.path.endsWith(".bin") ? readTorchFile(file) : readSafetensorsHeader(file);
  const prefix = findPrefix(source);
  const names = new Map<string, string>();
  for (const wanted of wantedTensors(architecture)) {
    if (wanted.sources.length > 0) names.set(wanted.name, findTensor(source, prefix, wanted));
  }
  const wanted = wantedTensors({ ...architecture, positionCount: maxTokens });
  return {
    wanted,
    read(name, range) {
      const sourceName = names.get(name);
      const { shape } = wanted.find((tensor) => tensor.name === name)!; // asked for by their names
      if (sourceName === undefined) return new Float32Array(range.count * (shape[1] ?? 1));
      const values = readRows(source, sourceName, range);
      if (!values.every(Number.isFinite)) {
        throw new ImportError(
          file.path,
          `tensor "${sourceName}" must hold finite numbers: it holds NaN or infinity`,
          {
            wayOut: "choose another checkpoint",
          },
        );
      }
      return values;
    },
  };
}

/** What stands before the names, such as "bert." or "0.auto_model.". */
function findPrefix({ file, tensors }: TensorFile): string {
  const tables = [...tensors.keys()].filter((name) => name === WORD_TABLE || name.endsWith(`.${WORD_TABLE}`));
  if (tables.length === 1) return tables[0].slice(0, -WORD_TABLE.length);
  const some = [...tensors.keys()].slice(0, 4).join(", ");
  throw new ImportError(
    file.path,
    tables.length === 0
      ? `tensor "${WORD_TABLE}" is missing, with any prefix: it holds ${tensors.size} tensors (${some}, …)`
      : `it must hold one encoder: got ${tables.join(" and ")}`,
    { wayOut: "check that it holds the weights of a BERT or DistilBERT encoder" },
  );
}

function findTensor({ file, tensors }: TensorFile, prefix: string, { sources, shape }: WantedTensor): string {
  const name = sources.map((source) => prefix + source).find((source) => tensors.has(source));
  if (name === undefined) {
    throw new ImportError(
      file.path,
      `tensor "${prefix}${sources[0]}" of shape [${shape.join()}] is missing`,
      {
        wayOut: "check that config.json belongs to these weights",
      },
    );
  }
  const found = tensors.get(name)!.shape; // looked for in the line above
  if (found.length !== shape.length || found.some((length, i) => length !== shape[i])) {
    throw new ImportError(
      file.path,
      `tensor "${name}" must have shape [${shape.join()}] as config.json says: got [${found.join()}]`,
      { wayOut: "check that config.json belongs to these weights" },
    );
  }
  return name;
}
