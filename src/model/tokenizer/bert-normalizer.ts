import type { Fields } from "./json.ts";
import { characterClass } from "./unicode-ranges.ts";

const REMOVED = new RegExp(`[\\0\\ufffd${characterClass("removed")}]`, "gu");
const SPACES = /\p{White_Space}/gu;
const IDEOGRAPHS = new RegExp(`[${characterClass("ideographs")}]`, "gu");
const MARKS = new RegExp(`[${characterClass("marks")}]`, "gu");
const DECOMPOSED = new RegExp(`[^${characterClass("notDecomposed")}]+`, "gu");
const PLAIN = /^[ -~]*$/;

/**
 * BERT's text preparation: control characters out and every space a plain one, ideographs set apart, decomposed and
 * stripped of accents, lower-cased; each step as far as the file wants it. Accents go with the case unless it says otherwise.
 *
 * Lower-casing is character by character as in the reference: a Σ becomes σ, also at a word's end.
 *
 * @see Devlin et al. 2019, https://arxiv.org/abs/1810.04805; tokenizers/src/normalizers/bert.rs
 */
export function bertNormalizer(json: Fields): (text: string) => string {
  const isLowered = json["lowercase"] !== false;
  const isCleaned = json["clean_text"] !== false;
  const isSpaced = json["handle_chinese_chars"] !== false;
  const isStripped = (json["strip_accents"] ?? isLowered) === true;
  return (text) => {
    if (PLAIN.test(text)) return isLowered ? text.toLowerCase() : text;
    let result = text;
    if (isCleaned) result = result.replace(REMOVED, "").replace(SPACES, " ");
    if (isSpaced) result = result.replace(IDEOGRAPHS, " $& ");
    if (isStripped) result = decompose(result).replace(MARKS, "");
    return isLowered ? lowerCase(result) : result;
  };
}

/** Lower case without the rule that makes a Σ at a word's end ς. */
export function lowerCase(text: string): string {
  return text.replaceAll("Σ", "σ").toLowerCase();
}

/** Canonical decomposition (NFD) as the reference does it, whose tables end with Unicode 12. */
export function decompose(text: string): string {
  return text.replace(DECOMPOSED, (known) => known.normalize("NFD"));
}

/** Takes the marks of a decomposed text away. */
export function stripMarks(text: string): string {
  return text.replace(MARKS, "");
}
