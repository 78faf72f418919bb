import fc from "fast-check";
import { fuzzedRequest } from "./fuzzed-requests.ts";
import type { FuzzedRequest } from "./fuzzed-requests.ts";

const VERSIONS = ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", ""];
/** Lengths and framings that readers of HTTP disagree about. */
const FRAMINGS = [
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: chunked, identity",
  "Content-Length: 0",
  "Content-Length: -1",
  "Content-Length: 5, 5",
  "Content-Length: 99999999999999999999",
  "Content-Length: 0x10",
  "Expect: 100-continue",
  "Expect: tea",
  "Connection: upgrade\r\nUpgrade: h2c",
  "Host: a\r\nHost: b",
  " folded: x",
  "no colon",
  "X\0: y",
];

const framing = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(...FRAMINGS) },
);
const slips = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(fc.tuple(fc.double({ min: 0, max: 0.9999, noNaN: true }), fc.nat(255)), {
      maxLength: 3,
    }),
  },
);

/** A request as bytes on a connection: with another framing, or some bytes changed, by chance. */
export const rawRequest: fc.Arbitrary<Uint8Array> = fc
  .record({ request: fuzzedRequest, version: fc.constantFrom(...VERSIONS), framing, slips })
  .map(({ request, version, framing, slips }) => {
    const bytes = bytesOf(request, version, framing);
    for (const [place, value] of slips) bytes[Math.floor(place * bytes.length)] = value;
    return bytes;
  });

function bytesOf(
  { method, path, headers, body }: FuzzedRequest,
  version: string,
  framing: string | null,
): Buffer {
  const lines = Object.entries({ host: "x", ...headers }).map(([name, value]) => `${name}: ${value}`);
  if (framing !== null) lines.push(framing);
  if (framing === null || !/length|transfer/i.test(framing)) lines.push(`content-length: ${body.length}`);
  return Buffer.concat([
    Buffer.from(`${method} ${path} ${version}\r\n${lines.join("\r\n")}\r\n\r\n`),
    Buffer.from(body),
  ]);
}
