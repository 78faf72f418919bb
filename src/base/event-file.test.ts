import crc32c from "crc-32/crc32c.js";
import fc from "fast-check";
import protobuf from "protobufjs";
import { expect, test } from "vitest";
import { eventFile, type ScalarPoint } from "./event-file.ts";

/** As TensorFlow declares them; what it knows besides is left out. */
const Event = protobuf
  .parse(`syntax = "proto3";
    message Event {
      double wall_time = 1; int64 step = 2;
      oneof what { string file_version = 3; Summary summary = 5; }
    }
    message Summary { message Value { string tag = 1; float simple_value = 2; } repeated Value value = 1; }`)
  .root.lookupType("Event");

interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly { readonly tag: string; readonly simpleValue: number }[] };
}

/** Reads a file as TensorBoard does: by other people's code for checksums and protocol buffers. */
function read(file: Uint8Array<ArrayBuffer>): ReadEvent[] {
  const view = new DataView(file.buffer);
  const unmasked = (at: number): number => {
    const rotated = (view.getUint32(at, true) - 0xa282ead8) >>> 0;
    return ((rotated >>> 17) | (rotated << 15)) >>> 0;
  };
  const crcOf = (from: number, to: number): number => crc32c.buf(file.subarray(from, to)) >>> 0;
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    expect(unmasked(at + 8)).toBe(crcOf(at, at + 8));
    const [start, end] = [at + 12, at + 12 + length];
    expect(unmasked(end)).toBe(crcOf(start, end));
    const event = Event.decode(file.subarray(start, end));
    events.push(Event.toObject(event, { longs: Number, defaults: true }) as unknown as ReadEvent); // of that type
    at = end + 4;
  }
  return events;
}

const points = fc.array(
  fc.record({
    tag: fc.string({ minLength: 1, maxLength: 200 }),
    step: fc.nat({ max: 2 ** 40 }),
    atMs: fc.nat({ max: 2 ** 41 }),
    value: fc.float({ noNaN: true }),
  }),
);

test("says which version it is, and can be read back by an independent reader, whatever is in it", () => {
  fc.assert(
    fc.property(points, (written: ScalarPoint[]) => {
      const [first, ...rest] = read(eventFile(written, 12_345));
      expect(first).toMatchObject({ fileVersion: "brain.Event:2", wallTime: 12.345 });
      expect(
        rest.map(({ wallTime, step, summary }) => ({
          wallTime,
          step,
          tag: summary?.value[0].tag,
          value: summary?.value[0].simpleValue,
        })),
      ).toEqual(written.map(({ tag, step, atMs, value }) => ({ wallTime: atMs / 1000, step, tag, value })));
    }),
  );
});

test("writes steps around the ends of a varint's bytes", () => {
  const steps = [0, 127, 128, 129, 16_383, 16_384, 2 ** 40];
  const written = steps.map((step) => ({ tag: "loss", step, atMs: 0, value: 1 }));
  expect(read(eventFile(written, 0)).map(({ step }) => step)).toEqual([0, ...steps]);
});
