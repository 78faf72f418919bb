import { cosine } from "./centred-vectors.ts";
import { sparseDot, type TitleVectors } from "./title-vectors.ts";

/** An item as the static score compares it: its text as a point and as words. */
export interface ComparedItem {
  /** [d], centred and of length 1, or zeros. */
  readonly embedding: Float32Array;
  readonly title: TitleVectors;
}

/** An item of the history, as candidates are compared with it. */
export interface EngagedComparison extends ComparedItem {
  /** [d]: where shoppers go from it, see transition.ts; absent for a model that was not fitted on purchases. */
  readonly next?: Float32Array;
}

/** Cosine of the texts, cosine by words, cosine by pieces, 1 if the first word is the same: F = 4 numbers. */
export function similaritiesOf(a: ComparedItem, b: ComparedItem): readonly number[] {
  return [
    cosine(a.embedding, b.embedding),
    sparseDot(a.title.words, b.title.words),
    sparseDot(a.title.pieces, b.title.pieces),
    a.title.first !== null && a.title.first === b.title.first ? 1 : 0,
  ];
}

/**
 * What an item of the history adds to the mean part: v · x, and how near the candidate lies to where shoppers go from it.
 *
 * @param weighted v · x.
 */
export function profileOf(candidate: ComparedItem, { next }: EngagedComparison, weighted: number): number {
  return next === undefined ? weighted : weighted + cosine(candidate.embedding, next);
}
