import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Gives what was made before, or makes it and keeps it. */
export type KeptNumbers = (make: () => Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>;

/**
 * Numbers that take long to make, kept in a folder by a hash of all that they depend on.
 *
 * @param inputs Everything that decides the result, as JSON would have it; a new version of the code must be named in it.
 */
export function keptNumbers(folder: string, inputs: unknown): KeptNumbers {
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 32);
  const path = join(folder, `${hash}.f32`);
  return (make) => {
    if (existsSync(path)) return new Float32Array(Uint8Array.from(readFileSync(path)).buffer);
    const made = make();
    mkdirSync(folder, { recursive: true });
    const partial = `${path}.${process.pid}`;
    // A run that is stopped half-way must not leave half a file under the final name.
    writeFileSync(partial, new Uint8Array(made.buffer));
    renameSync(partial, path);
    return made;
  };
}
