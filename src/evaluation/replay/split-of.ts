import { createHash } from "node:crypto";

/** Which part of the shoppers one belongs to; nothing is chosen on "test". */
export type Split = "train" | "tune" | "test";

/**
 * Eight tenths train, one tenth tune, one tenth test, by a seeded hash of the shopper's id, so that the same shoppers are set
 * aside when the encoder is trained (models/train/data.py) and when the learner is tuned.
 *
 * @param setName Name of the shopper set, part of the hash.
 */
export function splitOf(setName: string, shopperId: string): Split {
  const digest = createHash("md5").update(`${setName}:${shopperId}:7`).digest("hex");
  const tenth = Number(BigInt(`0x${digest}`) % 10n);
  return tenth === 0 ? "test" : tenth === 1 ? "tune" : "train";
}
