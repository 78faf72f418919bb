import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { countOf, oneOf } from "../base/command-options.ts";
import type { Pooling } from "./checkpoint-folder.ts";
import { importCheckpoint } from "./import-checkpoint.ts";
import type { ImportReport } from "./import-checkpoint.ts";
import { ImportError } from "./import-error.ts";
import { createProgress } from "../base/progress.ts";

const HELP = `Makes a model folder from a Hugging Face or sentence-transformers checkpoint.

  npm run model:import -- --from DIR --to models/NAME [options]

  --from DIR         config.json; tokenizer.json or vocab.txt; model.safetensors or pytorch_model.bin, in float32, float16
                     or bfloat16. BERT, TinyBERT, MiniLM (also with modules.json, 1_Pooling and 0_Transformer), DistilBERT
  --to DIR           the folder to write; the element's "model" attribute is its address on the shop's server
  --texts FILE       product titles of the shop, one a line: the personal part learns on what sets these apart
                     (default: 512 built-in titles; at most 5,000 are used)
  --pooling KIND     mean or cls (default: what the checkpoint says, else mean)
  --max-tokens N     tokens of a text that are read (default: what the checkpoint says, else 128 at most)
  --precision KIND   int8 or fp32 (default: int8, a quarter of the size)
  --force            replaces the folder if it is there already
  --help             this text
`;

const MAX_TITLES = 5000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      from: { type: "string" },
      to: { type: "string" },
      texts: { type: "string" },
      pooling: { type: "string" },
      "max-tokens": { type: "string" },
      precision: { type: "string", default: "int8" },
      force: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { from, to } = values;
  if (from === undefined || to === undefined)
    throw new Error("--from and --to are needed; --help tells more");
  const progress = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  const report = await importCheckpoint({
    from,
    to: to.replace(/[/\\]+$/, ""),
    precision: oneOf("--precision", values.precision, ["int8", "fp32"]),
    pooling:
      values.pooling === undefined ? null : oneOf<Pooling>("--pooling", values.pooling, ["mean", "cls"]),
    maxTokens: values["max-tokens"] === undefined ? null : countOf("--max-tokens", values["max-tokens"], 3),
    titles: values.texts === undefined ? null : readTitles(values.texts),
    isForced: values.force,
    onProgress: progress,
  });
  progress(null);
  process.stdout.write(describe(report, to));
}

function describe(
  { modelId, architecture, pooling, maxTokens, bytes, cosine }: ImportReport,
  to: string,
): string {
  const { layerCount, hiddenSize, headCount, vocabularySize } = architecture;
  const sizes = Object.entries(bytes).map(
    ([name, size]) => `  ${name.padEnd(18)} ${megabytes(size).padStart(8)} MB`,
  );
  const total = Object.values(bytes).reduce((sum, size) => sum + size, 0);
  const loss =
    cosine === null
      ? "float32, not quantised"
      : `cosine of int8 to float32 embeddings: ${cosine.mean.toFixed(5)} on average, ${cosine.min.toFixed(5)} at least`;
  return `Imported ${modelId} into ${to}
  ${layerCount} layers, ${hiddenSize} hidden, ${headCount} heads, ${vocabularySize} entries; ${pooling} of up to ${maxTokens} tokens
${sizes.join("\n")}
  ${"together".padEnd(18)} ${megabytes(total).padStart(8)} MB
  ${loss}
`;
}

function megabytes(size: number): string {
  return (size / 1e6).toFixed(size < 1e6 ? 3 : 1);
}

function readTitles(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ImportError(path, String(cause), { wayOut: "check --texts", cause });
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  // Evenly over the file: catalogues are often sorted by department.
  const step = Math.max(1, lines.length / MAX_TITLES);
  const titles = Array.from(
    { length: Math.min(lines.length, MAX_TITLES) },
    (_, i) => lines[Math.floor(i * step)],
  );
  if (titles.length >= 2) return titles;
  throw new ImportError(path, `it must hold at least two titles, one a line: got ${titles.length}`, {
    wayOut: "leave --texts out to use built-in titles",
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
