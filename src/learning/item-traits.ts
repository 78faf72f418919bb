import type { Candidate } from "../ranking/candidate.ts";
import { type MediaTraits, mediaTraits } from "./embedding-features.ts";
import { factTraits, type FactTraits } from "./fact-features.ts";
import { featureRange } from "./feature-layout.ts";
import { hashText } from "./hash-text.ts";
import { normalise } from "./normalise.ts";

/** What the features take from what a card says, whatever list it stands in. */
export interface ItemTraits {
  /** Normalised text, and its coordinate in the group `brand`; null without a brand. */
  readonly brand: { readonly text: string; readonly bucket: number } | null;
  /** Distinct words of title and attributes, without the brand's, which has a group of its own. */
  readonly words: readonly ItemWord[];
  /** ln(1 + price); null without a usable price. */
  readonly logPrice: number | null;
  readonly facts: FactTraits;
  /** Null without a vector of the shop's that can be used. */
  readonly media: MediaTraits | null;
}

/** A normalised word: its coordinate in the group `attributes`, and what it adds there. */
export interface ItemWord {
  readonly text: string;
  readonly bucket: number;
  readonly value: number;
}

const BRAND = featureRange("brand");
const ATTRIBUTES = featureRange("attributes");
const WORD_VALUE = 0.8;
const SIGN_SEED = 0x5bd1e995;

/** Reads one card; the costly part of its features, and the same for every list it is in. */
export function itemTraits(candidate: Candidate): ItemTraits {
  const { title, attributes, brand, price, embedding } = candidate;
  const brandText = normalise(brand ?? "");
  const brandWords = new Set(splitWords(brandText));
  const words = new Set(splitWords(normalise([title, ...(attributes ?? [])].join(" "))));
  return {
    brand:
      brand === undefined || brand === ""
        ? null
        : { text: brandText, bucket: hashText(brandText) % (BRAND.end - BRAND.start) },
    words: [...words]
      .filter((word) => !brandWords.has(word))
      .map((text) => ({
        text,
        bucket: hashText(text) % (ATTRIBUTES.end - ATTRIBUTES.start),
        value: hashText(text, SIGN_SEED) & 1 ? WORD_VALUE : -WORD_VALUE,
      })),
    logPrice: price !== undefined && price >= 0 ? Math.log1p(price) : null,
    facts: factTraits(candidate),
    media: mediaTraits(embedding),
  };
}

function splitWords(text: string): string[] {
  return text.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
}
