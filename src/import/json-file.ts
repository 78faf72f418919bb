import { existsSync, readFileSync } from "node:fs";
import { ImportError } from "./import-error.ts";

/** A JSON object of a checkpoint, and where it came from. */
export interface JsonFile {
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads a JSON file; null if there is none. */
export function readJsonIfThere(path: string): unknown {
  if (!existsSync(path)) return null;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ImportError(path, String(cause), { wayOut: "check the path", cause });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ImportError(
      path,
      `it must be JSON: it has ${text.length} characters and starts with ${JSON.stringify(text.slice(0, 20))}`,
      { wayOut: "download it again", cause },
    );
  }
}

/** Reads a file that must hold a JSON object; null if there is none. */
export function readObjectIfThere(path: string): JsonFile | null {
  const value = readJsonIfThere(path);
  if (value === null && !existsSync(path)) return null;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ImportError(path, `it must hold a JSON object: got ${JSON.stringify(value).slice(0, 40)}`, {
      wayOut: "download it again",
    });
  }
  return { path, fields: value as Record<string, unknown> }; // checked in the lines above
}

/** A whole number from `minimum` under a key. */
export function countIn({ path, fields }: JsonFile, key: string, minimum: number = 1): number {
  const value = fields[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < minimum) {
    throw new ImportError(
      path,
      `"${key}" must be a whole number from ${minimum}: got ${JSON.stringify(value) ?? "nothing"}`,
      { wayOut: "check that it is the config.json that belongs to the weights" },
    );
  }
  return value;
}
