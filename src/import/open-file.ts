import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DOWNLOAD_AGAIN, ImportError } from "./import-error.ts";

/** A file that is read piece by piece: weights take hundreds of megabytes. Calls block, as the importer has nothing else to do. */
export class OpenFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly #descriptor: number;

  constructor(path: string) {
    this.path = path;
    try {
      this.#descriptor = openSync(path, "r");
      this.size = fstatSync(this.#descriptor).size;
      if (!fstatSync(this.#descriptor).isFile()) throw new Error("it is no file");
    } catch (cause) {
      throw new ImportError(path, String(cause), { wayOut: "check the path", cause });
    }
    if (this.size < 1024 && this.read(0, Math.min(this.size, 23), "its start").toString() === LFS_START) {
      throw new ImportError(path, "it is a Git LFS pointer, not the file itself", {
        wayOut: 'run "git lfs pull" in the checkpoint\'s folder',
      });
    }
  }

  /**
   * @param what Names the bytes in errors.
   * @throws {ImportError} if the file ends before them.
   */
  read(position: number, length: number, what: string): Buffer<ArrayBuffer> {
    if (!(position >= 0 && length >= 0 && position + length <= this.size)) {
      throw new ImportError(
        this.path,
        `${what} should end at byte ${position + length}, the file ends at byte ${this.size}`,
        { wayOut: DOWNLOAD_AGAIN },
      );
    }
    // Not from node's pool, so that a view of other numbers can be laid over it.
    const bytes = Buffer.from(new ArrayBuffer(length));
    for (let done = 0; done < length;) {
      const count = readSync(this.#descriptor, bytes, done, length - done, position + done);
      if (count === 0) throw new ImportError(this.path, `${what} ended early`, { wayOut: DOWNLOAD_AGAIN });
      done += count;
    }
    return bytes;
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

const LFS_START = "version https://git-lfs";
