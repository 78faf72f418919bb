import fc from "fast-check";
import { FUZZ_TERMS, fuzzedDelta } from "./fuzzed-deltas.ts";
import { baseVersionOf, isQuality } from "./wire-oracle.ts";

/** One request, and what the server must make of it. */
export interface FuzzedRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type Verdict = "taken" | "stale" | "refused" | "anything";

const MOST_BODY_BYTES = 65_536;
const OCTETS = "application/octet-stream";

/** A text of some characters. */
const textOf = (characters: string, maxLength: number, minLength = 0): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...characters.split("")), minLength, maxLength });

const HEX = "0123456789abcdef";
const goodKey = textOf(HEX, 32, 32);
const key = fc.oneof(
  { weight: 12, arbitrary: goodKey },
  { weight: 2, arbitrary: goodKey.map((text) => text.toUpperCase()) },
  // Few enough to come again.
  { weight: 2, arbitrary: fc.nat(63).map((at) => at.toString(16).padStart(32, "7")) },
  { weight: 1, arbitrary: textOf(HEX, 70) },
  { weight: 1, arbitrary: goodKey.map((text) => `${text}, ${text}`) },
  { weight: 1, arbitrary: textOf("0aAgG -_,;\"'%\\", 40) },
);
const contentType = fc.oneof(
  { weight: 16, arbitrary: fc.constant(OCTETS) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "application/json",
      "text/plain",
      "application/octet-streams",
      "multipart/form-data; boundary=x",
      "*/*",
      "",
      ";",
      "application/octet-stream;".repeat(50),
      "Application/Octet-Stream",
      `${OCTETS}; charset=utf-8`,
    ),
  },
  { weight: 1, arbitrary: textOf('ap/lic;=" *,', 60) },
);
const encoding = fc.constantFrom("gzip", "br", "deflate", "identity", "", "gzip, gzip", "aws-chunked");
const quality = fc.oneof(
  fc.tuple(fc.constantFrom(1, 2), fc.nat(6), fc.nat(5)).map((bytes) => Uint8Array.from(bytes)),
  fc.uint8Array({ minLength: 3, maxLength: 3 }),
  fc.uint8Array({ maxLength: 20 }),
);

const post = fc
  .record({
    path: fc.oneof(
      { weight: 14, arbitrary: fc.constant("/v1/deltas") },
      { weight: 4, arbitrary: fc.constant("/v1/quality") },
    ),
    key: fc.option(key, { freq: 20 }),
    type: fc.option(contentType, { freq: 20 }),
    encoding: fc.oneof({ weight: 19, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: encoding }),
    delta: fuzzedDelta,
    quality,
  })
  .map(({ path, key, type, encoding, delta, quality }): FuzzedRequest => {
    const headers: Record<string, string> = {};
    if (key !== null) headers["idempotency-key"] = key;
    if (type !== null) headers["content-type"] = type;
    if (encoding !== null) headers["content-encoding"] = encoding;
    return { method: "POST", path, headers, body: path === "/v1/deltas" ? delta : quality };
  });

const pathPart = textOf("0af/.%2e\\~'\"-x?&=#:*", 90);
const other = fc
  .record({
    method: fc.constantFrom("GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"),
    path: fc.oneof(
      fc.constantFrom("/v1/manifest", "/v1/deltas", "/v1/quality", "/livez", "/readyz", "/", "/v1/heads/"),
      pathPart.map((text) => `/v1/heads/${text}`),
      pathPart.map((text) => `/${text}`),
    ),
    tag: fc.option(textOf('"W/,* a\\', 60)),
    body: fuzzedDelta,
  })
  .map(({ method, path, tag, body }): FuzzedRequest => ({
    method: method as FuzzedRequest["method"], // one of those above
    path,
    headers: tag === null ? {} : { "if-none-match": tag },
    body: method === "GET" || method === "HEAD" ? new Uint8Array() : body,
  }));

/** Requests as devices send them, broken in every place by chance. */
export const fuzzedRequest: fc.Arbitrary<FuzzedRequest> = fc.oneof(
  { weight: 9, arbitrary: post },
  { weight: 1, arbitrary: other },
);

/** What the wire format says of a request, by a reader of its own. */
export function verdictOn({ method, path, headers, body }: FuzzedRequest): Verdict {
  if (method !== "POST" || (path !== "/v1/deltas" && path !== "/v1/quality")) return "anything";
  const type = headers["content-type"];
  if (headers["content-encoding"] !== undefined) return "refused";
  if (type !== OCTETS) {
    // How far a media type may be written otherwise is for the framework to say.
    return type !== undefined && /octet-stream/i.test(type) ? "anything" : "refused";
  }
  if (path === "/v1/quality") return isQuality(body) ? "taken" : "refused";
  if (!/^[0-9a-f]{32}$/i.test(headers["idempotency-key"] ?? "") || body.length > MOST_BODY_BYTES)
    return "refused";
  const baseVersion = baseVersionOf(body, FUZZ_TERMS);
  if (baseVersion === null) return "refused";
  return baseVersion === 0 ? "taken" : "stale";
}
