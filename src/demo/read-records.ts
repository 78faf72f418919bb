import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
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
  const isCompressed = plainName.length !== path.length;
  const file = createReadStream(path);
  const text: Readable = isCompressed ? file.pipe(createGunzip()) : file;
  // A failing file does not end the stream it is piped into.
  if (isCompressed) file.on("error", (error) => text.destroy(error));
  if (/\.(jsonl|ndjson|json)$/.test(plainName)) yield* readJsonLines(path, text);
  else if (/\.(csv|tsv|txt)$/.test(plainName)) yield* readCsv(path, text);
  else {
    file.destroy();
    throw new Error(
      `Cannot read "${path}" as a catalogue: its name must end in .jsonl, .ndjson, .csv or .tsv (and .gz), so that its format is known`,
    );
  }
}

async function* readJsonLines(path: string, text: Readable): AsyncGenerator<CatalogueRecord> {
  let line = 0;
  // `createInterface` hides errors of its input, so they are passed on by hand.
  const lines = createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
  let failure: Error | null = null;
  text.on("error", (error: Error) => {
    failure = error;
    lines.close();
  });
  for await (const content of lines) {
    line++;
    const trimmed = content.replace(/^\uFEFF/, "").trim();
    if (trimmed === "") continue;
    let fields: unknown;
    try {
      fields = JSON.parse(trimmed);
    } catch (error) {
      throw new Error(
        `Cannot read line ${line} of "${path}" as JSON: it starts with ${JSON.stringify(trimmed.slice(0, 40))}`,
        {
          cause: error,
        },
      );
    }
    if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
      throw new Error(
        `Cannot read line ${line} of "${path}" as a product: it must be a JSON object, got ${JSON.stringify(trimmed.slice(0, 40))}`,
      );
    }
    yield { line, fields: fields as Record<string, unknown> };
  }
  if (failure) throw unreadable(path, failure);
}

async function* readCsv(path: string, text: Readable): AsyncGenerator<CatalogueRecord> {
  const parser = parse({
    bom: true,
    columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
    delimiter: [",", ";", "\t"],
    info: true,
    skip_empty_lines: true,
  });
  text.on("error", (error: Error) => parser.destroy(error));
  text.pipe(parser);
  try {
    for await (const row of parser) {
      // csv-parse answers this shape when `info` is set.
      const { info, record } = row as { info: { lines: number }; record: Record<string, unknown> };
      yield { line: info.lines, fields: record };
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`Cannot read "${path}": ${message}`, { cause: error });
}
