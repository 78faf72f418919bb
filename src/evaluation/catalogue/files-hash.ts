import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * Names the contents of files: what was made of them is to be kept by this, and not by their paths or what they say of themselves.
 *
 * @param paths In an order that is always the same.
 * @throws {Error} if one cannot be read.
 */
export function filesHash(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(createHash("sha256").update(readFileSync(path)).digest());
  return hash.digest("hex");
}
