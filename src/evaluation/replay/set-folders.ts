import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The shopper sets under a folder: the folder itself if it holds a set, else those of its subfolders that do, by name.
 *
 * @throws {Error} if there is no such folder, or no set in it.
 */
export function setFolders(folder: string): string[] {
  if (!existsSync(folder)) {
    throw new Error(`Cannot read shoppers as the folder "${folder}" is not there; check --shoppers`);
  }
  if (isSet(folder)) return [folder];
  const sets = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(isSet);
  if (sets.length > 0) return sets;
  throw new Error(
    `Cannot find shoppers in "${folder}": neither it nor a folder in it holds items.tsv or items.tsv.gz; a set is a folder with items.tsv and users.jsonl, see README.md`,
  );
}

function isSet(folder: string): boolean {
  return existsSync(join(folder, "items.tsv.gz")) || existsSync(join(folder, "items.tsv"));
}
