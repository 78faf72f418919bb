import type { Random } from "../base/random.ts";
import { QUALITY_FIELDS, type QualityFacts } from "../base/quality-fields.ts";
import { randomiseResponse } from "./randomised-response.ts";

/** A report of quality as it is drawn: indices into {@link QUALITY_FIELDS} and the field's values. */
export interface DrawnReport {
  readonly field: number;
  /** Drawn on the device; it need not be true. */
  readonly value: number;
}

/** A report of quality as it is sent. */
export interface QualityReport extends DrawnReport {
  /**
   * Whether the browser tries a canary's head. It says so as it is: which browsers do was drawn once, whatever their visitors did,
   * so that it adds nothing to what a report says of them.
   */
  readonly isCanary: boolean;
}

/**
 * What one report gives away at most: no facts make any report more than e² = 7.4 times as probable as other facts do. Which
 * field a report is about is drawn whatever the facts are, and says nothing of them.
 */
export const QUALITY_EPSILON = 2;

/** The first byte, without and with a canary's head. */
const [FORMAT, CANARY_FORMAT] = [1, 2];
const REPORT_BYTES = 3;
/** One entry a draw: the index of its field. */
const LOTS = QUALITY_FIELDS.flatMap(({ draws }, field) => Array.from({ length: draws }, () => field));

/**
 * Draws the report on some facts: one field by chance, and of it a randomised answer.
 *
 * @param random Unpredictable.
 */
export function drawQualityReport(facts: QualityFacts, random: Random): DrawnReport {
  const field = LOTS[Math.floor(random() * LOTS.length)];
  const { name, values } = QUALITY_FIELDS[field];
  const value = randomiseResponse(values.indexOf(facts[name]), {
    valueCount: values.length,
    epsilon: QUALITY_EPSILON,
    random,
  });
  return { field, value };
}

/** Three bytes: format, field, value. */
export function encodeQualityReport({ field, value, isCanary }: QualityReport): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(isCanary ? CANARY_FORMAT : FORMAT, field, value);
}

/** Any bytes; null if they are no report. */
export function parseQualityReport(bytes: Uint8Array): QualityReport | null {
  const [format, field, value] = bytes;
  const isCanary = format === CANARY_FORMAT;
  if (bytes.length !== REPORT_BYTES || !(isCanary || format === FORMAT)) return null;
  return value < (QUALITY_FIELDS[field]?.values.length ?? 0) ? { field, value, isCanary } : null;
}
