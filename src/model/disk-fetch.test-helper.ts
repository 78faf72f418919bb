import { readFile } from "node:fs/promises";
import type { FetchFile } from "./fetch-model-file.ts";

/** Answers paths from the repository's root with the files on disk, for tests in Node. */
export const diskFetch: FetchFile = async (path) => {
  const url = new URL(`../..${path}`, import.meta.url);
  return new Response(await readFile(url));
};
