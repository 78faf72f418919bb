import { decodeSafetensors } from "../base/safetensors.ts";
import type { Safetensors } from "../base/safetensors.ts";
import { WireError } from "./wire-error.ts";

/** What a file of ours must hold: exactly this, so that no file can carry more than it says. */
export interface ContainerForm {
  /** The value of `format` in the metadata. */
  readonly format: string;
  /** The value of `version` in the metadata; a form that has none takes files that have none. */
  readonly version?: string;
  readonly tensors: readonly string[];
  /** Metadata keys beside `format` and `version`. */
  readonly metadata: readonly string[];
}

interface Values {
  F32: Float32Array<ArrayBuffer>;
  I8: Int8Array<ArrayBuffer>;
}

/**
 * Opens a safetensors file from outside and checks that it has the tensors and metadata of its form and no others.
 *
 * @param source What the file is called in errors.
 * @throws {WireError} `version` for a file of another version, else `format`, whatever the bytes are.
 */
export function openContainer(bytes: Uint8Array, source: string, form: ContainerForm): Safetensors {
  const file = decodeOrRefuse(bytes, source);
  const format = file.metadata["format"];
  if (format !== form.format) {
    throw refused(source, `its metadata must say format "${form.format}": got ${quoted(format)}`);
  }
  const { version } = form;
  const said = file.metadata["version"] ?? "1";
  if (version !== undefined && said !== version) {
    const message = `Cannot use ${source} as its metadata must say version "${version}": got ${quoted(said)}`;
    throw new WireError("version", message);
  }
  const keys = ["format", ...(version === undefined ? [] : ["version"]), ...form.metadata];
  requireExactly(Object.keys(file.metadata), keys, "metadata", source);
  requireExactly([...file.tensors.keys()], form.tensors, "tensors", source);
  return file;
}

/**
 * A tensor of the given type and shape.
 *
 * @throws {WireError} `format` for another type, `shape` for another shape.
 */
export function tensorOf<Type extends keyof Values>(
  file: Safetensors,
  name: string,
  {
    dtype,
    shape,
    source,
  }: { readonly dtype: Type; readonly shape: readonly number[]; readonly source: string },
): Values[Type] {
  const tensor = file.tensors.get(name);
  if (tensor?.dtype !== dtype)
    throw refused(source, `tensor "${name}" must be ${dtype}: got ${tensor?.dtype}`);
  if (tensor.shape.length !== shape.length || tensor.shape.some((length, axis) => length !== shape[axis])) {
    const message = `Cannot use ${source} as tensor "${name}" must have shape [${shape.join()}]: got [${tensor.shape.join()}]`;
    throw new WireError("shape", message);
  }
  return tensor.data as Values[Type]; // its dtype was compared above
}

/**
 * A version from the metadata: a whole number from 0, in decimal digits.
 *
 * @throws {WireError} `format`
 */
export function versionOf(file: Safetensors, key: string, source: string): number {
  const text = file.metadata[key] ?? "";
  const version = Number(text);
  if (!/^(0|[1-9][0-9]*)$/.test(text) || !Number.isSafeInteger(version)) {
    throw refused(source, `"${key}" must be a whole number from 0: got ${quoted(text)}`);
  }
  return version;
}

function decodeOrRefuse(bytes: Uint8Array, source: string): Safetensors {
  try {
    // A node Buffer is a Uint8Array whose slice() does not copy; a plain view of the same bytes copies as it should.
    return decodeSafetensors(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), source);
  } catch (cause) {
    throw new WireError("format", cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function requireExactly(
  got: readonly string[],
  wanted: readonly string[],
  what: string,
  source: string,
): void {
  if (got.length === wanted.length && wanted.every((name) => got.includes(name))) return;
  throw refused(source, `its ${what} must be ${wanted.join(", ")}: got ${quoted(got.join(", "))}`);
}

function refused(source: string, problem: string): WireError {
  return new WireError("format", `Cannot use ${source} as ${problem}`);
}

/** Foreign text in quotes, cut: it ends up in answers and logs. */
function quoted(text: string | undefined): string {
  return JSON.stringify((text ?? "").slice(0, 80));
}
