// Compares the ids that Hugging Face's tokenizers in Rust give with those of tokenizer.py.
//
//   node parity.mjs MODEL_FOLDER [IDS.jsonl]     without a file: the model folder's golden.json

import { readFileSync } from "node:fs";
import { join } from "node:path";
import tokenizers from "@anush008/tokenizers";

const [modelFolder, idsFile] = process.argv.slice(2);
if (modelFolder === undefined) {
  console.error("Usage: node parity.mjs MODEL_FOLDER [IDS.jsonl]");
  process.exit(2);
}
const readJson = (name) => JSON.parse(readFileSync(join(modelFolder, name), "utf8"));
const tokenizer = tokenizers.Tokenizer.fromFile(join(modelFolder, "tokenizer.json"));

let different = 0;
const examples = idsFile === undefined ? goldenExamples() : fileExamples(idsFile);
for (const { text, ids } of examples) {
  const all = (await tokenizer.encode(text)).getIds();
  const own = all.length > ids.length && idsFile === undefined ? [...all.slice(0, ids.length - 1), all.at(-1)] : all;
  if (own.join() !== ids.join()) {
    different += 1;
    console.error(`Different ids for ${JSON.stringify(text)}: expected ${ids}, got ${own}`);
  }
}
console.log(`${examples.length} texts, ${different} with different ids`);
process.exitCode = different === 0 ? 0 : 1;

function goldenExamples() {
  const { texts, ids } = readJson("golden.json");
  return texts.map((text, index) => ({ text, ids: ids[index] }));
}

function fileExamples(file) {
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}
