import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../../src/base/safetensors.ts";

/** By name. */
export type ModelFiles = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** One model whose files are wrong somewhere. */
export interface BrokenModel {
  readonly what: string;
  readonly files: ModelFiles;
  /** Answers in the place of files. */
  readonly responses?: Readonly<Record<string, () => Response>>;
}

/** Many models that are broken in the same way; they are made as they are asked for. */
export interface BrokenModels {
  readonly kind: string;
  readonly count: number;
  readonly models: Iterable<BrokenModel>;
}

const KILOBYTE = 1_024;
/** What is done to a byte: its lowest bit, its case, all of it. */
const FLIPS = [0x01, 0x20, 0xff];
const SIZES = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 1e300, -1, 0.5];

/** @param options `step`: every so many-th byte only; `drawn`: how many of what is drawn by chance. */
export function brokenModels(
  files: ModelFiles,
  others: ModelFiles,
  { drawn, step, random }: { readonly drawn: number; readonly step: number; readonly random: () => number },
): readonly BrokenModels[] {
  const headers = ["head.safetensors", "model.safetensors"].flatMap((name) =>
    every(headerBytes(files[name]), step).flatMap((at) => FLIPS.map((flip) => ({ name, at, flip }))),
  );
  const configs = every(files["config.json"].length, step).flatMap((at) =>
    FLIPS.map((flip) => ({ name: "config.json", at, flip })),
  );
  const anywhere = Array.from({ length: drawn }, () => {
    const name = ["head.safetensors", "model.safetensors", "tokenizer.json"][Math.floor(random() * 3)];
    return { name, at: Math.floor(random() * files[name].length), flip: 1 << Math.floor(random() * 8) };
  });
  const cuts = Object.entries(files).flatMap(([name, bytes]) =>
    every(Math.ceil(bytes.length / KILOBYTE), step).map((kilobytes) => ({
      name,
      length: kilobytes * KILOBYTE,
    })),
  );
  const shapes = Array.from({ length: drawn }, () => ({
    name: random() < 0.5 ? "head.safetensors" : "model.safetensors",
    draw: random(),
    size: SIZES[Math.floor(random() * SIZES.length)],
    place: random(),
  }));
  const lengths = SIZES.flatMap((size) => Object.keys(files).map((name) => ({ name, size })));
  const swaps = swapped(files, others);
  const bombs = Object.keys(files);
  return [
    kindOf("header bytes flipped", headers, ({ name, at, flip }) => flipped(files, name, at, flip)),
    kindOf("config.json bytes flipped", configs, ({ name, at, flip }) => flipped(files, name, at, flip)),
    kindOf("bytes flipped anywhere", anywhere, ({ name, at, flip }) => flipped(files, name, at, flip)),
    kindOf("cut off", cuts, ({ name, length }) => ({
      what: `${name} cut to ${length} bytes`,
      files: { ...files, [name]: files[name].slice(0, length) },
    })),
    kindOf("wrong shapes and offsets", shapes, (wrong) => wronglyShaped(files, wrong)),
    kindOf("huge lengths", lengths, ({ name, size }) => lying(files, name, size)),
    kindOf("swapped and stale", swaps, (model) => model),
    kindOf("unpacking without end", bombs, (name) => ({
      what: `${name} without end`,
      files,
      responses: { [name]: endless },
    })),
  ];
}

function kindOf<Fault>(
  kind: string,
  faults: readonly Fault[],
  make: (fault: Fault) => BrokenModel,
): BrokenModels {
  return {
    kind,
    count: faults.length,
    models: {
      *[Symbol.iterator]() {
        for (const fault of faults) yield make(fault);
      },
    },
  };
}

const every = (length: number, step: number): number[] =>
  Array.from({ length: Math.ceil(length / step) }, (_, at) => at * step);

function headerBytes(bytes: Uint8Array<ArrayBuffer>): number {
  return 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
}

function flipped(files: ModelFiles, name: string, at: number, flip: number): BrokenModel {
  const bytes = files[name].slice();
  bytes[at] ^= flip;
  return { what: `${name}, byte ${at} ^ ${flip}`, files: { ...files, [name]: bytes } };
}

/** One number of the header of a safetensors file is another: of a shape, or of where a tensor lies. */
function wronglyShaped(
  files: ModelFiles,
  { name, draw, size, place }: { name: string; draw: number; size: number; place: number },
): BrokenModel {
  const bytes = files[name];
  const end = headerBytes(bytes);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end))) as Record<
    string,
    { shape: number[]; data_offsets: number[] }
  >;
  const names = Object.keys(header).filter((key) => key !== "__metadata__");
  const tensor = names[Math.floor(draw * names.length)];
  const { shape, data_offsets: offsets } = header[tensor];
  const numbers = [shape, offsets][Math.floor(place * 2)];
  if (numbers.length > 0) numbers[Math.floor(((place * 2) % 1) * numbers.length)] = size;
  return {
    what: `${name}: ${tensor} is ${JSON.stringify(header[tensor])}`,
    files: { ...files, [name]: withHeader(JSON.stringify(header), bytes.subarray(end)) },
  };
}

/** A file that says it is much longer, or a configuration whose numbers are huge. */
function lying(files: ModelFiles, name: string, size: number): BrokenModel {
  const what = `${name} says ${size}`;
  if (name.endsWith(".safetensors")) {
    const bytes = files[name].slice();
    new DataView(bytes.buffer).setBigUint64(
      0,
      BigInt.asUintN(64, BigInt(Math.trunc(Math.min(size, 2 ** 62)))),
      true,
    );
    return { what, files: { ...files, [name]: bytes } };
  }
  const text = new TextDecoder().decode(files[name]);
  const changed =
    name === "config.json"
      ? text.replaceAll(/"(\w+_size|num_\w+|max_\w+)": \d+/g, `"$1": ${size}`)
      : text.replace(/"id":\s*\d+/, `"id": ${size}`);
  return { what, files: { ...files, [name]: new TextEncoder().encode(changed) } };
}

/** Every file from another model, in the place of another file, and a version of the weights before or after. */
function swapped(files: ModelFiles, others: ModelFiles): BrokenModel[] {
  const names = Object.keys(files);
  const mixed = Array.from({ length: 2 ** names.length - 2 }, (_, at) => at + 1).map((mask) => ({
    what: `of another model: ${names.filter((_, at) => (mask & (1 << at)) !== 0).join()}`,
    files: Object.fromEntries(
      names.map((name, at) => [name, (mask & (1 << at)) !== 0 ? others[name] : files[name]]),
    ),
  }));
  const inPlaceOf = names.flatMap((name) =>
    names
      .filter((other) => other !== name)
      .map((other) => ({
        what: `${other} in the place of ${name}`,
        files: { ...files, [name]: files[other] },
      })),
  );
  const stale = ["head.safetensors", "model.safetensors"].map((name) => {
    const { tensors, metadata } = decodeSafetensors(files[name], name);
    const [[first, tensor]] = [...tensors].filter(([, { dtype }]) => dtype === "F32");
    const values = { ...tensor, data: tensor.data.map((value) => value * 1.01) } as Tensor; // F32 by the line above
    const isHead = name === "head.safetensors";
    const owner = isHead ? { ...metadata, model_id: "shelf-tiny-000000000000" } : metadata;
    const bytes = encodeSafetensors({ tensors: new Map([...tensors, [first, values]]), metadata: owner });
    return { what: `${name} of an older version, with the same shapes`, files: { ...files, [name]: bytes } };
  });
  const web = names.flatMap((name) =>
    [
      "<!doctype html><title>Shop</title>",
      "",
      "null",
      "[]",
      "{}",
      '"text"',
      "\u0000".repeat(64),
      "[".repeat(200_000),
    ].map((text) => ({
      what: `${name} is ${JSON.stringify(text.slice(0, 20))}`,
      files: { ...files, [name]: new TextEncoder().encode(text) },
    })),
  );
  return [...mixed, ...inPlaceOf, ...stale, ...web];
}

function withHeader(header: string, data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

/** What a few KB can unpack to: the same chunk again and again. */
function endless(): Response {
  const chunk = new Uint8Array(2 ** 20).fill(0x20);
  return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }));
}
