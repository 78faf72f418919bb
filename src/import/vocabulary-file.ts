import { readFileSync } from "node:fs";
import { ImportError } from "./import-error.ts";
import type { JsonFile } from "./json-file.ts";

/** BERT's special tokens under their keys in tokenizer_config.json. */
const SPECIAL = {
  pad_token: "[PAD]",
  unk_token: "[UNK]",
  cls_token: "[CLS]",
  sep_token: "[SEP]",
  mask_token: "[MASK]",
};

/**
 * Makes the tokenizer.json that Hugging Face's BertTokenizerFast would make from a `vocab.txt`: one entry per line, its id
 * the number of the line.
 *
 * @param config The `tokenizer_config.json` beside it, if there is one: `do_lower_case`, `strip_accents`,
 *   `tokenize_chinese_chars` and the names of the special tokens.
 * @throws {ImportError} if a special token is missing.
 */
export function tokenizerFromVocabulary(path: string, config: JsonFile | null): object {
  const lines = readFileSync(path, "utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  const vocabulary = new Map(lines.map((line, id) => [line.replace(/\r$/, ""), id]));
  const settings = config?.fields ?? {};
  const names = Object.entries(SPECIAL).map(([key, usual]) => nameOf(settings[key]) ?? usual);
  const [, unknown, first, last] = names;
  const idOf = (name: string): number => {
    const id = vocabulary.get(name);
    if (id !== undefined) return id;
    throw new ImportError(path, `the special token "${name}" is missing among its ${vocabulary.size} lines`, {
      wayOut: "check that it is the vocab.txt that belongs to the weights",
    });
  };
  const special = (name: string): object => ({ SpecialToken: { id: name, type_id: 0 } });
  const ids = (name: string): object => ({ id: name, ids: [idOf(name)], tokens: [name] });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: names
      .map((content) => ({ id: idOf(content), content }))
      .sort((a, b) => a.id - b.id)
      .map((token) =>
        Object.assign(token, {
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
          special: true,
        }),
      ),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: settings["tokenize_chinese_chars"] ?? true,
      strip_accents: settings["strip_accents"] ?? null,
      lowercase: settings["do_lower_case"] ?? true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [special(first), { Sequence: { id: "A", type_id: 0 } }, special(last)],
      pair: [
        special(first),
        { Sequence: { id: "A", type_id: 0 } },
        special(last),
        { Sequence: { id: "B", type_id: 1 } },
        { SpecialToken: { id: last, type_id: 1 } },
      ],
      special_tokens: { [first]: ids(first), [last]: ids(last) },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: unknown,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary),
    },
  };
}

/** A token is written as its text, or as an object that holds it. */
function nameOf(token: unknown): string | null {
  if (typeof token === "string") return token;
  const content = (token as { content?: unknown } | null | undefined)?.content;
  return typeof content === "string" ? content : null;
}
