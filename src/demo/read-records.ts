import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";

/** One row or line of a catalogue file, and the 1-based line it came from. */
export interface CatalogueRecord {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads the records of a JSONL or CSV file one by one, compressed (`.gz`) or not. CSV needs a header row; commas,
 * semicolons and tabs are recognised as separators.
 *
 * @throws {Error} naming file and line if a line cannot be read, and if the name ends in nothing known.
 */
export async function* readRecords(path: string): AsyncGenerator<CatalogueRecord> {
  const plainName = path.toLowerCase().replace(/\.gz$/, "");
  if (/\.(jsonl|ndjson|json)$/.test(plainName)) yield* readJsonLines(path);
  else if (/\.(csv|tsv|txt)$/.test(plainName)) yield* readCsv(path);
  else {
    throw new Error(
      `Cannot read "${path}" as a catalogue: its name must end in .jsonl, .ndjson, .csv or .tsv (and .gz), so that its format is known`,
    );
  }
}

async function* readJsonLines(path: string): AsyncGenerator<CatalogueRecord> {
  let line = 0;
  for await (const content of readLines(path)) {
    line++;
    const trimmed = content.replace(/^\uFEFF/, "").trim();
    if (trimmed === "") continue;
    const start = JSON.stringify(trimmed.slice(0, 40));
    let fields: unknown;
    try {
      fields = JSON.parse(trimmed);
    } catch (error) {
      throw new Error(`Cannot read line ${line} of "${path}" as JSON: it starts with ${start}`, {
        cause: error,
      });
    }
    if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
      throw new Error(
        `Cannot read line ${line} of "${path}" as a product: it must be a JSON object, got ${start}`,
      );
    }
    // JSON objects have string keys.
    yield { line, fields: fields as Record<string, unknown> };
  }
}

async function* readCsv(path: string): AsyncGenerator<CatalogueRecord> {
  const delimiter = await delimiterOf(path);
  const parser = parse({
    bom: true,
    columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
    delimiter,
    info: true,
    skip_empty_lines: true,
  });
  const text = openText(path);
  // A failing input does not end what it is piped into.
  text.on("error", (error: Error) => parser.destroy(error));
  text.pipe(parser);
  for await (const row of namingFile(path, parser)) {
    // csv-parse answers this shape when `info` is set.
    const { info, record } = row as { info: { lines: number }; record: Record<string, unknown> };
    yield { line: info.lines, fields: record };
  }
}

/** The separator that the header row holds most of. */
async function delimiterOf(path: string): Promise<string> {
  for await (const header of readLines(path)) {
    const count = (mark: string): number => header.split(mark).length;
    return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
  }
  return ",";
}

/** Not node's `readline`: from Node 24 on it also splits at U+2028 and U+2029, which may stand inside a JSON text. */
async function* readLines(path: string): AsyncGenerator<string> {
  const text = openText(path);
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of namingFile<Buffer>(path, text)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
    yield rest + decoder.decode();
  } finally {
    text.destroy();
  }
}

function openText(path: string): Readable {
  const file = createReadStream(path);
  if (!path.toLowerCase().endsWith(".gz")) return file;
  const text = file.pipe(createGunzip());
  file.on("error", (error) => text.destroy(error));
  text.on("close", () => file.destroy());
  return text;
}

/** Passes everything on; an error of the source gets the name of the file. */
async function* namingFile<T>(path: string, source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`Cannot read "${path}": ${message}`, { cause: error });
}
