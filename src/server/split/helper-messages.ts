import { WireError } from "../../federation/wire-error.ts";
import type { HelperPart, LeaderPart } from "./split-helper.ts";

/** What goes between the two aggregators, as JSON with bytes in base64. */
export interface CheckRequest {
  readonly roundId: number;
  readonly reports: readonly LeaderPart[];
}

export interface SumRequest {
  readonly roundId: number;
  readonly ids: readonly string[];
}

/** Reports of a round that is to be summed. It may have more: some come while it closes. */
export const MOST_SUMMED = 100_000;
/** Twice as many, of 35 bytes each. */
export const SUM_LIMIT_BYTES: number = 8 * 1024 * 1024;

/** A helper's noise, told with every answer: the leader has promised it to visitors. */
export interface CheckAnswer {
  readonly noiseMultiplier: number;
  readonly reports: readonly HelperPart[];
}

export interface SumAnswer {
  /** Of what was drawn, perhaps under another policy than that of today. */
  readonly noiseMultiplier: number;
  readonly share: Uint8Array;
}

export function encodeCheckRequest({ roundId, reports }: CheckRequest): string {
  return JSON.stringify({ roundId, reports: reports.map(({ id, part }) => ({ id, part: text(part) })) });
}

export function encodeCheckAnswer({ noiseMultiplier, reports }: CheckAnswer): object {
  return {
    noiseMultiplier,
    reports: reports.map((report) => ({ ...report, part: report.part === null ? null : text(report.part) })),
  };
}

/** @throws {WireError} `format` */
export function readCheckRequest(body: unknown): CheckRequest {
  const { roundId, reports } = fields(body);
  const read = list(reports, "reports").map((report) => {
    const { id, part } = fields(report);
    return { id: idOf(id), part: bytes(part) };
  });
  return { roundId: roundOf(roundId), reports: read };
}

/** @throws {WireError} `format` */
export function readCheckAnswer(body: unknown): CheckAnswer {
  const { noiseMultiplier, reports } = fields(body);
  const read = list(reports, "reports").map((report) => {
    const { id, part, isAccepted } = fields(report);
    return { id: idOf(id), part: part === null ? null : bytes(part), isAccepted: isAccepted === true };
  });
  return { noiseMultiplier: noiseOf(noiseMultiplier), reports: read };
}

/** @throws {WireError} `format` */
export function readSumRequest(body: unknown): SumRequest {
  const { roundId, ids } = fields(body);
  return { roundId: roundOf(roundId), ids: list(ids, "ids").map(idOf) };
}

/** @throws {WireError} `format` */
export function readSumAnswer(body: unknown): SumAnswer {
  const { noiseMultiplier, share } = fields(body);
  return { noiseMultiplier: noiseOf(noiseMultiplier), share: bytes(share) };
}

export function encodeSumAnswer({ noiseMultiplier, share }: SumAnswer): object {
  return { noiseMultiplier, share: text(share) };
}

function text(part: Uint8Array): string {
  return Buffer.from(part).toString("base64");
}

function bytes(value: unknown): Uint8Array {
  if (typeof value !== "string") throw refused("bytes", "a text of base64");
  return Uint8Array.from(Buffer.from(value, "base64"));
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw refused("message", "an object");
  return value as Record<string, unknown>; // an object has such fields, whatever they are
}

function list(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw refused(name, "a list");
}

function noiseOf(value: unknown): number {
  if (typeof value === "number") return value;
  throw refused("noiseMultiplier", "a number");
}

function idOf(value: unknown): string {
  if (typeof value === "string" && /^[0-9a-f]{32}$/.test(value)) return value;
  throw refused("id", "32 hex digits");
}

function roundOf(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw refused("roundId", "a whole number from 0");
}

function refused(name: string, wanted: string): WireError {
  return new WireError("format", `Cannot read what the other server sent as its "${name}" must be ${wanted}`);
}
