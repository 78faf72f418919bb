import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip, gunzipSync } from "node:zlib";

/** What is used of Hugging Face's tokenizers in Rust, in a build for Node that ships its binaries in the package. */
interface RustBinding {
  readonly Tokenizer: {
    fromString(json: string): RustTokenizer;
  };
  bertNormalizer(options: BertOptions): { normalizeString(text: string): string };
  bertPreTokenizer(): { preTokenizeString(text: string): [string, [number, number]][] };
}

interface BertOptions {
  readonly cleanText: boolean;
  readonly handleChineseChars: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

interface RustTokenizer {
  setTruncation(maxLength: number): void;
  encodeBatch(texts: string[]): Promise<{ getIds(): number[] }[]>;
}

/** Null on a machine for which the package has no binary. */
export async function loadReference(): Promise<RustBinding | null> {
  return import("@anush008/tokenizers").catch(() => null);
}

/** Ids of the reference, special tokens included, cut to `maxTokens`. */
export async function referenceIds(
  binding: RustBinding,
  { json, lines, maxTokens }: { json: unknown; lines: readonly string[]; maxTokens: number },
): Promise<number[][]> {
  const tokenizer = binding.Tokenizer.fromString(
    JSON.stringify({ ...(json as object), truncation: null, padding: null }),
  );
  tokenizer.setTruncation(maxTokens);
  const ids: number[][] = [];
  for (let start = 0; start < lines.length; start += 1000) {
    const batch = await tokenizer.encodeBatch(lines.slice(start, start + 1000));
    ids.push(...batch.map((encoding) => encoding.getIds()));
  }
  return ids;
}

/** The JSON in a file of the repository, packed or not. */
export function readJson(path: string): unknown {
  const bytes = readFileSync(new URL(`../../../${path}`, import.meta.url));
  return JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8")) as unknown;
}

const DATA = new URL("../../../../shared/data/", import.meta.url);

/** A file of the data that lies beside the repository on some machines; null where it does not. */
export function findData(name: string): URL | null {
  const url = new URL(name, DATA);
  return existsSync(url) ? url : null;
}

/** The first lines of a packed text. */
export async function firstLines(url: URL, count: number): Promise<string[]> {
  const lines: string[] = [];
  const input = createReadStream(url).pipe(createGunzip());
  for await (const line of createInterface({ input })) {
    lines.push(line);
    if (lines.length === count) break;
  }
  input.destroy();
  return lines;
}
