import { bertNormalizer, decompose, lowerCase, stripMarks } from "./bert-normalizer.ts";
import { fieldsOf, listOf, textOf } from "./json.ts";
import { precompiledNormalizer } from "./precompiled-normalizer.ts";

/** Prepares a text before it is cut into words. */
export type Normalizer = (text: string) => string;

/**
 * Makes the `normalizer` of a tokenizer.json; null means that texts stay as they are.
 *
 * @throws {RangeError} naming a part that is missing, wrong or of a type we do not know.
 */
export function createNormalizer(json: unknown): Normalizer {
  if (json === null || json === undefined) return (text) => text;
  const fields = fieldsOf(json, "normalizer");
  switch (fields["type"]) {
    case "BertNormalizer":
      return bertNormalizer(fields);
    case "Precompiled":
      return precompiledNormalizer(textOf(fields["precompiled_charsmap"], '"precompiled_charsmap"'));
    case "Sequence": {
      const steps = listOf(fields["normalizers"], 'normalizer "Sequence"').map(createNormalizer);
      return (text) => steps.reduce((result, step) => step(result), text);
    }
    case "NFC":
    case "NFKC":
    case "NFKD": {
      const form = fields["type"];
      return (text) => text.normalize(form);
    }
    case "NFD":
      return decompose;
    case "Lowercase":
      return lowerCase;
    case "StripAccents":
      return stripMarks;
    case "Strip": {
      const { strip_left: isLeft, strip_right: isRight } = fields;
      return (text) => {
        const started = isLeft === false ? text : text.replace(/^\p{White_Space}+/u, "");
        return isRight === false ? started : started.replace(/\p{White_Space}+$/u, "");
      };
    }
    case "Prepend": {
      const start = textOf(fields["prepend"], 'normalizer "Prepend"');
      return (text) => (text === "" ? text : start + text);
    }
    case "Replace":
      return replacer(fields["pattern"], textOf(fields["content"], 'normalizer "Replace"'));
    default:
      throw new RangeError(`its normalizer "${String(fields["type"])}" is not supported`);
  }
}

function replacer(pattern: unknown, content: string): Normalizer {
  const { String: literal, Regex: expression } = fieldsOf(pattern, "pattern to replace");
  if (typeof literal === "string") return (text) => text.replaceAll(literal, () => content);
  const source = textOf(expression, "pattern to replace");
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, "gu");
  } catch (cause) {
    throw new RangeError(`its pattern "${source}" cannot be read as a regular expression`, { cause });
  }
  return (text) => text.replace(compiled, () => content);
}
