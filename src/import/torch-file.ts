import { DOWNLOAD_AGAIN, ImportError, reading } from "./import-error.ts";
import type { OpenFile } from "./open-file.ts";
import { readPickle } from "./pickle.ts";
import type { PickleReader, PickleValue } from "./pickle.ts";
import type { StoredTensor, TensorFile } from "./stored-tensor.ts";
import { readZipEntries } from "./zip-entries.ts";

/** A run of numbers in the file, of which tensors are views. */
interface Storage {
  readonly kind: "storage";
  readonly key: string;
  readonly type: StorageType;
  readonly length: number;
}

/** A tensor as the pickle describes it. */
interface TensorView {
  readonly kind: "tensor";
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

interface StorageType {
  readonly format: string;
  readonly bytes: number;
}

const STORAGE_TYPES: ReadonlyMap<string, StorageType> = new Map([
  ["torch.FloatStorage", { format: "F32", bytes: 4 }],
  ["torch.HalfStorage", { format: "F16", bytes: 2 }],
  ["torch.BFloat16Storage", { format: "BF16", bytes: 2 }],
  ["torch.DoubleStorage", { format: "F64", bytes: 8 }],
  ["torch.LongStorage", { format: "int64", bytes: 8 }],
  ["torch.IntStorage", { format: "int32", bytes: 4 }],
  ["torch.ShortStorage", { format: "int16", bytes: 2 }],
  ["torch.CharStorage", { format: "I8", bytes: 1 }],
  ["torch.ByteStorage", { format: "uint8", bytes: 1 }],
  ["torch.BoolStorage", { format: "bool", bytes: 1 }],
]);
const ALLOWED: ReadonlySet<string> = new Set([
  ...STORAGE_TYPES.keys(),
  "collections.OrderedDict",
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_parameter",
]);
/** The first pickle of torch.save's older form. */
const LEGACY_MAGIC = 0x1950_a86a_20f9_469c_fc6cn;
/** More than the description of any encoder's tensors takes in the older form, where its length is not known. */
const MAX_LEGACY_HEADER_BYTES = 32 * 1024 * 1024;
/** "state_dict" inside of a checkpoint inside of a list of them. */
const MAX_DEPTH = 4;

/**
 * Reads which tensors a file of torch.save holds (`pytorch_model.bin`), in its zip form or the older one. The pickle in it
 * is read as data only, from a list of allowed names; nothing in it can be executed.
 *
 * @throws {ImportError} naming the file and what is wrong, missing or not allowed.
 * @see torch/serialization.py
 */
export function readTorchFile(file: OpenFile): TensorFile {
  const start = file.read(0, Math.min(4, file.size), "its start");
  if (start.toString("latin1") === "PK\u0003\u0004") return readZipForm(file);
  if (start[0] === 0x80) return reading(file.path, () => readOlderForm(file));
  throw new ImportError(
    file.path,
    `it must be a file of torch.save: it starts with ${JSON.stringify(start.toString("latin1"))}`,
    { wayOut: "check that it is the file that was published" },
  );
}

function readZipForm(file: OpenFile): TensorFile {
  const entries = reading(file.path, () => readZipEntries(file));
  const pickleName = [...entries.keys()].find((name) => name === "data.pkl" || name.endsWith("/data.pkl"));
  if (pickleName === undefined) {
    throw new ImportError(file.path, 'it is a zip without a "data.pkl"', {
      wayOut: "save it with torch.save",
    });
  }
  const folder = pickleName.slice(0, -"data.pkl".length);
  const entry = entries.get(pickleName)!; // found in the map
  const bytes = file.read(entry.position, entry.size, "its pickle");
  const { value } = reading(file.path, () => readPickle(bytes, 0, READER));
  const byteOrder = entries.get(`${folder}byteorder`);
  if (
    byteOrder !== undefined &&
    file.read(byteOrder.position, byteOrder.size, "byteorder").toString() === "big"
  ) {
    throw new ImportError(file.path, "it must be little-endian", { wayOut: "save it on another machine" });
  }
  return collect(file, value, (storage, name) => {
    const data = entries.get(`${folder}data/${storage.key}`);
    const wanted = storage.length * storage.type.bytes;
    if (data === undefined || data.size < wanted) {
      throw new ImportError(
        file.path,
        `the storage "data/${storage.key}" of tensor "${name}" must have ${wanted} bytes: got ${data?.size ?? "none"}`,
        { wayOut: DOWNLOAD_AGAIN },
      );
    }
    return data.position;
  });
}

/** Five pickles (magic number, version, machine, tensors, keys), then each storage: its length as int64, its numbers. */
function readOlderForm(file: OpenFile): TensorFile {
  const bytes = file.read(0, Math.min(file.size, MAX_LEGACY_HEADER_BYTES), "its pickles");
  const storages = new Map<string, Storage>();
  const reader: PickleReader = {
    ...READER,
    outside: (id) => {
      const value = READER.outside(id);
      const storage = opaqueOf<Storage>(value, "storage");
      storages.set(storage.key, storage);
      return value;
    },
  };
  const pickles: PickleValue[] = [];
  let end = 0;
  for (let i = 0; i < 5; i++) {
    const pickle = readPickle(bytes, end, reader);
    if (i === 0 && pickle.value !== LEGACY_MAGIC)
      throw new RangeError("it is a pickle, but not of torch.save");
    pickles.push(pickle.value);
    ({ end } = pickle);
  }
  const keys = pickles[4];
  if (!Array.isArray(keys)) throw new RangeError("its list of storages is missing");
  const positions = new Map<string, number>();
  for (const key of keys) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage === undefined) throw new RangeError("it holds a storage that no tensor uses");
    const what = `storage "${storage.key}"`;
    const length = Number(file.read(end, 8, what).readBigInt64LE());
    if (length !== storage.length)
      throw new RangeError(`${what} must have ${storage.length} values: got ${length}`);
    positions.set(storage.key, end + 8);
    end += 8 + length * storage.type.bytes;
  }
  if (end > file.size) {
    throw new ImportError(file.path, `it should end at byte ${end}, it ends at byte ${file.size}`, {
      wayOut: DOWNLOAD_AGAIN,
    });
  }
  return collect(file, pickles[3], ({ key }) => {
    const position = positions.get(key);
    if (position === undefined) throw new RangeError(`storage "${key}" is missing`);
    return position;
  });
}

const READER: PickleReader = {
  isAllowed: (name) => ALLOWED.has(name),
  call(name, args) {
    if (name === "collections.OrderedDict") return new Map();
    if (name === "torch._utils._rebuild_parameter") return args[0] ?? null;
    if (name !== "torch._utils._rebuild_tensor_v2") throw new RangeError(`its pickle calls "${name}"`);
    const [storage, offset, shape, strides] = args;
    const view: TensorView = {
      kind: "tensor",
      storage: opaqueOf<Storage>(storage, "storage"),
      offset: countOf(offset),
      shape: countsOf(shape),
      strides: countsOf(strides),
    };
    return { opaque: view };
  },
  outside(id) {
    const [tag, type, key, , length] = Array.isArray(id) ? id : [];
    const name = typeof type === "object" && type !== null && "name" in type ? type.name : "";
    const storageType = STORAGE_TYPES.get(name);
    if (tag !== "storage" || storageType === undefined || typeof key !== "string") {
      throw new RangeError("its pickle refers to something other than a storage of numbers");
    }
    const storage: Storage = { kind: "storage", key, type: storageType, length: countOf(length) };
    return { opaque: storage };
  },
};

/** All tensors of (nested) dictionaries, names joined by dots, each checked against its storage. */
function collect(
  file: OpenFile,
  value: PickleValue,
  positionOf: (storage: Storage, name: string) => number,
): TensorFile {
  const tensors = new Map<string, StoredTensor>();
  const visit = (found: PickleValue, name: string, depth: number): void => {
    if (found instanceof Map) {
      if (depth === MAX_DEPTH) return;
      for (const [key, item] of found) {
        if (typeof key === "string") visit(item, name === "" ? key : `${name}.${key}`, depth + 1);
      }
    }
    const view = viewOf(found);
    if (view === null) return;
    const { storage, offset, shape, strides } = view;
    const isEmpty = shape.includes(0);
    const last = offset + shape.reduce((sum, length, i) => sum + (length - 1) * strides[i], 0);
    if (shape.length !== strides.length || (!isEmpty && last >= storage.length)) {
      throw new ImportError(
        file.path,
        `tensor "${name}" of shape [${shape.join()}] lies outside of its storage`,
        {
          wayOut: DOWNLOAD_AGAIN,
        },
      );
    }
    const position = positionOf(storage, name) + offset * storage.type.bytes;
    tensors.set(name, { format: storage.type.format, shape, strides, position });
  };
  visit(value, "", 0);
  return { file, tensors };
}

function viewOf(value: PickleValue): TensorView | null {
  if (typeof value !== "object" || value === null || !("opaque" in value)) return null;
  const view = value.opaque as Storage | TensorView; // nothing else is ever made opaque
  return view.kind === "tensor" ? view : null;
}

function opaqueOf<T extends Storage>(value: PickleValue | undefined, kind: T["kind"]): T {
  if (typeof value === "object" && value !== null && "opaque" in value) {
    const found = value.opaque as Storage | TensorView; // nothing else is ever made opaque
    if (found.kind === kind) return found as T; // the kind says so
  }
  throw new RangeError("its pickle makes a tensor of something other than a storage");
}

function countsOf(value: PickleValue | undefined): number[] {
  if (!Array.isArray(value)) throw new RangeError("its pickle gives a tensor no shape");
  return value.map(countOf);
}

function countOf(value: PickleValue | undefined): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new RangeError("its pickle gives a tensor a size that is no whole number from 0");
  }
  return value;
}
