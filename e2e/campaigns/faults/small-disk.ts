import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A disk that can be filled. */
export interface SmallDisk {
  /** Takes all that is left, to the last byte. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  /** The end of this process does so too. */
  unmount(): void;
}

const CHUNKS_BYTES = [1_048_576, 4_096, 1];

/** @returns Null where this user may not mount one. */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk | null {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "none", folder], { stdio: "ignore" });
  } catch {
    return null;
  }
  const unmount = (): void => {
    process.off("exit", unmount);
    execFileSync("umount", ["--lazy", folder]);
  };
  process.once("exit", unmount);
  const filler = join(folder, "filler");
  return {
    fill() {
      const file = openSync(filler, "a");
      for (const bytes of CHUNKS_BYTES) writeUntilFull(file, Buffer.alloc(bytes));
      closeSync(file);
    },
    free: () => rmSync(filler, { force: true }),
    unmount,
  };
}

function writeUntilFull(file: number, chunk: Buffer): void {
  try {
    for (;;) writeSync(file, chunk);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}
