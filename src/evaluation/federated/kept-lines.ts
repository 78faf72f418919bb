import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";

/** Gives what is kept under a key, or makes it and keeps it at once. */
export type KeptLines<T> = (key: string, make: () => T) => T;

/**
 * Results that are kept one by one in a file, a line each, so that a run that was stopped goes on where it was. The file is named by a
 * hash of all that the results depend on; a last line that was cut short is taken off and made again.
 *
 * @param inputs Everything beside the key that decides a result, as JSON would have it; a new version of the code must be named in it.
 * @returns For plain data: what was kept has been through JSON, and an Infinity would come back as null.
 */
export function keptLines<T>(folder: string, inputs: unknown): KeptLines<T> {
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 32);
  const path = join(folder, `${hash}.jsonl`);
  mkdirSync(folder, { recursive: true });
  const kept = new Map<string, T>();
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  for (const line of whole.split("\n")) {
    if (line === "") continue;
    const [key, value] = JSON.parse(line) as [string, T]; // the hash names who wrote it
    kept.set(key, value);
  }
  return (key, make) => {
    const found = kept.get(key);
    if (found !== undefined) return found;
    const made = make();
    appendFileSync(path, `${JSON.stringify([key, made])}\n`);
    kept.set(key, made);
    return made;
  };
}
