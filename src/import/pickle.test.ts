import { describe, expect, test } from "vitest";
import { readPickle } from "./pickle.ts";
import type { PickleReader, PickleValue } from "./pickle.ts";

const reader: PickleReader = {
  isAllowed: (name) => name === "torch.Size",
  call: (name, args) => [name, ...args],
  outside: (id) => ["outside", id],
};
/** @param hex Written by CPython: `pickle.dumps(value, protocol).hex()`. */
const read = (hex: string): PickleValue => readPickle(Buffer.from(hex, "hex"), 0, reader).value;
const ascii = (text: string): string => Buffer.from(text, "latin1").toString("hex");

describe("readPickle", () => {
  test.each([2, 4])("reads what Python wrote by protocol %i", (protocol) => {
    // {"a": [1, 300, -5, 2**40, 1.5, True, None], "b": (1, (2, 3), ()), "é": b"x"}; protocol 2 has no bytes, there it is "x"
    const written: Record<number, string> = {
      2:
        "80027d71002858010000006171015d7102284b014d2c014afbffffff8a06000000000001473ff8000000000000" +
        "884e6558010000006271034b014b024b03867104298771055802000000c3a971065801000000787107752e",
      4:
        "80049542000000000000007d94288c0161945d94284b014d2c014afbffffff8a06000000000001473ff8000000" +
        "000000884e658c0162944b014b024b0386942987948c02c3a99443017894752e",
    };
    expect(read(written[protocol])).toEqual(
      new Map<string, unknown>([
        ["a", [1, 300, -5, 2 ** 40, 1.5, true, null]],
        ["b", [1, [2, 3], []]],
        ["é", protocol === 2 ? "x" : Buffer.from("x")],
      ]),
    );
  });

  test("says what an allowed name stands for, with its arguments", () => {
    expect(read(`8002${ascii("ctorch\nSize\n")}4b018552${ascii(".")}`)).toEqual(["torch.Size", 1]);
  });

  test("hands references to the reader", () => {
    expect(read(`80024b07512e`)).toEqual(["outside", 7]);
  });

  test.each([
    [
      "another name",
      `8002${ascii("cposix\nsystem\n")}`,
      /asks for "posix\.system", which is not on the list/,
    ],
    ["another name by protocol 4", `80048c05706f7369788c0673797374656d93`, /asks for "posix\.system"/],
    ["a call of a number", "80024b014b0185522e", /calls what cannot be called/],
    ["an instruction for objects", `80024b0181`, /instruction 0x81, which a weights file has no use for/],
    ["an empty stack", "80022e", /takes from an empty stack/],
    ["items of a number", "80024b014b014b0173", /sets items of no dictionary/],
    ["a list's end without its start", "800275", /ends a list that it did not begin/],
    ["an unknown reference", "80026805", /refers to value 5, which it did not store/],
    ["a text longer than the file", "800258ffffffff61", /is cut off/],
    ["nothing", "", /is cut off/],
  ])("refuses %s", (_, hex, message) => {
    expect(() => read(hex)).toThrow(message);
  });

  test("ends where the pickle ends, as several may follow each other", () => {
    expect(readPickle(Buffer.from("80024b012e80024b022e", "hex"), 5, reader)).toEqual({ value: 2, end: 10 });
  });
});
