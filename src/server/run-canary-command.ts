import { readFile, stat } from "node:fs/promises";
import type { InstalledCanary } from "./rounds/canary-shelf.ts";
import type { Store } from "./store.ts";

/** 5,000 lists of 24 items: the gate takes a quarter of a second for them, and a database holds them in one value. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;

/**
 * `canary install FILE`, or `canary` alone.
 *
 * @param parameters What follows "canary".
 * @returns What it says.
 * @throws {Error} for another command, or a file that is no canary set of this server's layout.
 */
export async function runCanaryCommand(
  [command, path]: readonly (string | undefined)[],
  store: Pick<Store, "canarySet" | "installCanarySet">,
): Promise<string> {
  if (command === undefined) {
    const installed = await store.canarySet();
    return installed === null
      ? "There are no lists that candidates are tried on; npm run canary:make makes them, canary install FILE takes them\n"
      : `Candidates are tried on ${wordsOf(installed)}\n`;
  }
  if (command !== "install") throw new Error(`There is no command "canary ${command}"; --help lists them`);
  if (path === undefined)
    throw new Error("Cannot install a canary set as its file must be named: canary install FILE");
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES)
    throw new Error(
      `Cannot install "${path}" as it must have at most ${MAX_FILE_BYTES} bytes: got ${size}; make it of fewer lists`,
    );
  return `Candidates are tried from now on on ${wordsOf(await store.installCanarySet(await readFile(path)))}\n`;
}

function wordsOf({ hash, installedAtMs, set: { pages } }: InstalledCanary): string {
  const items = new Set(pages.flatMap((page) => page.items)).size;
  const since = new Date(installedAtMs).toISOString().slice(0, 16).replace("T", " ");
  return `${pages.length} lists of ${items} items (${hash.slice(0, 12)}, since ${since})`;
}
