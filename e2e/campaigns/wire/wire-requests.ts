import type * as WireCode from "./wire-code.ts";

/** A request of which the answer is kept. */
export interface WireRequest {
  readonly name: string;
  readonly method: "GET" | "POST" | "OPTIONS";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64; "" for none. */
  readonly body: string;
}

/** A request and what the server of its time answered. */
export interface WireExchange extends WireRequest {
  readonly status: number;
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** Base64. */
  readonly answer: string;
}

/** One wire format, frozen. */
export interface FrozenWire {
  /** What a page of that time names. */
  readonly rootKey: string;
  /** When it was written, in milliseconds since 1970: its manifest is valid then. */
  readonly nowMs: number;
  readonly exchanges: readonly WireExchange[];
}

/** Of the servers that wire formats are tried on: as small as a head can be that is not trivial. */
export const WIRE_LAYOUT = "phi-1";
export const WIRE_DIMENSIONS = 3;

const OCTETS = { "content-type": "application/octet-stream" };
const KEY = "00112233445566778899aabbccddeeff";

/** A report against some head, as that code writes it. */
export function reportBy(code: typeof WireCode, baseVersion = 0): Uint8Array<ArrayBuffer> {
  const quantized = code.quantize(Float32Array.of(0.5, 0, -0.25), code.seededRandom(1));
  return code.encodeDelta({ ...quantized, baseVersion, clipNorm: 1, layout: WIRE_LAYOUT });
}

/** Everything that a client of that code says to a server, in order; the last answers say what it says to what is wrong. */
export function wireRequests(code: typeof WireCode): WireRequest[] {
  const keyed = { ...OCTETS, "idempotency-key": KEY };
  const post = (
    name: string,
    path: string,
    headers: Record<string, string>,
    bytes: Uint8Array,
  ): WireRequest => ({
    name,
    method: "POST",
    path,
    headers,
    body: Buffer.from(bytes).toString("base64"),
  });
  const report = reportBy(code);
  return [
    { name: "manifest", method: "GET", path: "/v1/manifest", headers: {}, body: "" },
    {
      name: "preflight",
      method: "OPTIONS",
      path: "/v1/deltas",
      headers: { origin: "https://shop.example", "access-control-request-method": "POST" },
      body: "",
    },
    post("report", "/v1/deltas", keyed, report),
    post("the same again", "/v1/deltas", keyed, report),
    post(
      "against another head",
      "/v1/deltas",
      { ...OCTETS, "idempotency-key": KEY.replace("00", "11") },
      reportBy(code, 4),
    ),
    post("quality", "/v1/quality", OCTETS, code.encodeQualityReport({ field: 3, value: 1, isCanary: false })),
    post("half a report", "/v1/deltas", keyed, report.subarray(0, report.length / 2)),
    post("no key", "/v1/deltas", OCTETS, report),
    post("another type", "/v1/deltas", { ...keyed, "content-type": "text/plain" }, report),
    post("no quality", "/v1/quality", OCTETS, Uint8Array.of(9, 9, 9)),
  ];
}
