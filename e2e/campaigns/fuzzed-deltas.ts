import fc from "fast-check";
import { encodeDelta } from "../../src/federation/delta.ts";
import type { DeltaTerms } from "../../src/federation/delta.ts";

/** Few weights: chance then falls on the header more often than on a step, where every value is right. */
export const FUZZ_TERMS: DeltaTerms = { layout: "phi-1", dimensions: 4, clipNorm: 1 };

const SCALES = [0, -0, 1, 1e-45, 2 ** 120, 2 ** 121, 3.4e38, -1, Infinity, -Infinity, Number.NaN];
const MOST_PADDING = 70_000;

const scale = fc.oneof(fc.float({ noNaN: false }), fc.constantFrom(...SCALES), fc.constant(0.01));
const steps = fc.int8Array({ minLength: 4, maxLength: 4 });

/** As a device writes it. */
const good = fc
  .tuple(fc.float({ min: 0, max: 1, noNaN: true }), steps, fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1))
  .map(([scale, steps, baseVersion]) =>
    encodeDelta({ scale, steps: Int8Array.from(steps), baseVersion, clipNorm: 1, layout: "phi-1" }),
  );

/** Any JSON in the place of a value that is right most of the time. */
const mostly = (right: unknown, wrong: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: wrong });
const text = fc.oneof(
  fc.constantFrom(
    "",
    "0",
    "1",
    "01",
    "-0",
    "1.0",
    "1e0",
    "0x1",
    " 1",
    "1 ",
    "9007199254740993",
    "∞",
    "phi-0",
  ),
  fc.string(),
);
const shape = fc.oneof(
  fc.constantFrom([], [1], [4, 1], [2, 2], [4.5], [-4], ["4"], null, {}, 4),
  fc.array(fc.nat(9)),
);
const offsets = fc.oneof(
  fc.constantFrom(
    [0, 8],
    [4, 4],
    [8, 4],
    [0],
    [0, 4, 8],
    [-4, 0],
    ["0", "4"],
    [0.5, 4.5],
    null,
    [1e300, 1e301],
  ),
  fc.tuple(fc.nat(12), fc.nat(12)),
);
const dtype = fc.constantFrom("F32", "I8", "F16", "i8", "BOOL", "", null, 8);
const metadata = fc.record({
  format: mostly("personal-rank-delta", text),
  version: mostly("2", text),
  base_version: mostly("0", text),
  clip_norm: mostly("1", text),
  layout: mostly("phi-1", text),
});
const tensor = (type: string, length: number, at: readonly [number, number]): fc.Arbitrary<unknown> =>
  fc.record({
    dtype: mostly(type, dtype),
    shape: mostly([length], shape),
    data_offsets: mostly(at, offsets),
  });
const extra = fc.oneof(
  { weight: 20, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constantFrom({ __proto__x: 1 }, { visitor: "17" }, { delta2: null }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
  },
);

/** A file whose parts are right or wrong by chance, but whose lengths fit. */
const grammatical = fc
  .record({
    metadata: mostly(null, fc.jsonValue({ maxDepth: 1 })),
    fields: metadata,
    delta: tensor("I8", 4, [4, 8]),
    deltaScale: tensor("F32", 1, [0, 4]),
    extra,
    scale,
    steps,
    padding: fc.oneof(
      { weight: 12, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.nat(40) },
      { weight: 1, arbitrary: fc.constantFrom(60_000, 65_000, MOST_PADDING) },
    ),
    isTwice: fc.nat(15),
    surplus: fc.oneof({ weight: 15, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9) }),
    lie: fc.oneof(
      { weight: 15, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -20, max: 20 }) },
    ),
  })
  .map((file) => {
    const header = {
      __metadata__: file.metadata ?? file.fields,
      delta_scale: file.deltaScale,
      delta: file.delta,
      ...file.extra,
    };
    let json = JSON.stringify(header);
    // A name that comes twice: readers differ in which one counts.
    if (file.isTwice === 0)
      json = `{"delta":{"dtype":"I8","shape":[9],"data_offsets":[0,9]},${json.slice(1)}`;
    const head = Buffer.from(json + " ".repeat(file.padding));
    const length = Buffer.alloc(8);
    length.writeUInt32LE(Math.max(0, head.length + file.lie));
    const scale = Buffer.alloc(4);
    scale.writeFloatLE(file.scale);
    return Buffer.concat([length, head, scale, Buffer.from(file.steps), Buffer.alloc(file.surplus)]);
  });

type Mutation = readonly [kind: number, at: number, value: number];

/** A good file with some bytes changed, put in, taken out, doubled or cut off. */
const mutated = fc
  .tuple(
    good,
    fc.array(fc.tuple(fc.nat(5), fc.double({ min: 0, max: 0.9999, noNaN: true }), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([bytes, mutations]) => mutations.reduce(mutate, Buffer.from(bytes)));

function mutate(bytes: Buffer, [kind, place, value]: Mutation): Buffer {
  const at = Math.floor(place * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (kind) {
    case 0:
      return Buffer.concat([before, Buffer.of(value), after]);
    case 1:
      return Buffer.concat([before, after.subarray(1)]);
    case 2:
      return Buffer.concat([before, after, after]);
    case 3:
      return Buffer.from(before);
    case 4:
      return Buffer.concat([after, before]);
    default:
      return Buffer.concat([before, Buffer.of(value), after.subarray(1)]);
  }
}

/** Delta files: a fifth as they should be, most of the others nearly. */
export const fuzzedDelta: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: good },
  { weight: 8, arbitrary: grammatical },
  { weight: 7, arbitrary: mutated },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
);
