import type { TitleVectors } from "../learning/title-vectors.ts";

/** A page ranks the same texts after every click; more than this are of earlier pages. */
const MAX_TEXTS = 2_000;

/** What has been made of texts, so that a list that is ranked again is not taken apart again. Each is made at most once. */
export interface KnownTexts {
  /** The text's embedding as the head sees it, [64]. */
  projected(text: string, make: () => Float32Array): Float32Array;
  /** The text's words and pieces, weighed. */
  title(text: string, make: () => TitleVectors): TitleVectors;
}

/** @see KnownTexts */
export function knownTexts(): KnownTexts {
  const projections = new Map<string, Float32Array>();
  const titles = new Map<string, TitleVectors>();
  return {
    projected: (text, make) => remembered(projections, text, make),
    title: (text, make) => remembered(titles, text, make),
  };
}

function remembered<Value>(values: Map<string, Value>, text: string, make: () => Value): Value {
  let value = values.get(text);
  if (value === undefined) {
    value = make();
    if (values.size >= MAX_TEXTS) values.delete(values.keys().next().value!); // the oldest; there is one
    values.set(text, value);
  }
  return value;
}
