import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FOLDER = join(tmpdir(), "personal-rank-simulation");

/**
 * What `make` returns, kept in the temporary folder by a hash of all that it depends on.
 *
 * @param inputs Everything that decides the result, as JSON would have it; a new version of the code must be named in it.
 * @returns Plain data that has been through JSON, whether it was made or found: an Infinity would come back as null.
 */
export function cachedJson<T>(inputs: unknown, make: () => T): T {
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 32);
  const path = join(FOLDER, `${hash}.json`);
  if (!existsSync(path)) {
    mkdirSync(FOLDER, { recursive: true });
    const partial = `${path}.${process.pid}`;
    // A run that is stopped half-way must not leave half a file under the final name.
    writeFileSync(partial, JSON.stringify(make()));
    renameSync(partial, path);
  }
  return JSON.parse(readFileSync(path, "utf8")) as T; // the hash names who wrote it
}
