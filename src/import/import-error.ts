/** Why a checkpoint cannot be imported: which file, what was wanted, what came, and what to do. */
export class ImportError extends Error {
  readonly file: string;

  /**
   * @param file   Path of the file that is at fault; the message names it.
   * @param why    Follows "because".
   * @param wayOut What to do about it.
   */
  constructor(file: string, why: string, { wayOut, cause }: { wayOut: string; cause?: unknown }) {
    super(`Cannot import "${file}" because ${why}; ${wayOut}`, { cause });
    this.name = "ImportError";
    this.file = file;
  }
}

export const DOWNLOAD_AGAIN = "download the file again, it is not whole";

/** Runs `read`, and gives whatever it throws the file's name. */
export function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ImportError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ImportError(file, why, { wayOut: "check that it is the file that was published", cause });
  }
}
