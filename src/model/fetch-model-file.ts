import { RankError } from "../base/errors.ts";
import { readAtMost } from "../base/read-at-most.ts";

/** More than any file of a model but its weights has: a tokenizer of 250,000 words takes 17 MB. */
const MOST_BYTES = 2 ** 26;

/** The part of `fetch` that is needed; tests pass their own. */
export type FetchFile = (url: string) => Promise<Response>;

/**
 * Fetches one file of a model folder. What is longer than it may be is given up in the middle: a few KB that were compressed can unpack to
 * more than the device has.
 *
 * @throws {RankError} `model-failed`, naming the URL, if it cannot be had or if a web page came instead: many servers
 *   answer a wrong path with status 200 and their start page.
 */
export async function fetchModelFile(
  url: string,
  fetch: FetchFile,
  mostBytes: number = MOST_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    response = await fetch(url);
    bytes = await readAtMost(response, mostBytes);
  } catch (cause) {
    throw wrong(
      url,
      `the request failed: ${String(cause)}`,
      "check the file, and that the server allows this page to read it (CORS)",
      cause,
    );
  }
  if (!response.ok) throw wrong(url, `the server answered ${response.status}`, 'check the "model" attribute');
  const start = new TextDecoder().decode(bytes.subarray(0, 32)).trimStart();
  // The length that safetensors begin with may look like text, but for its zeros.
  if (start.startsWith("<") && !bytes.subarray(0, 8).includes(0)) {
    throw wrong(
      url,
      `it must be a model file: it starts with "${start.slice(0, 15)}"`,
      'check the "model" attribute',
    );
  }
  return bytes;
}

function wrong(url: string, why: string, wayOut: string, cause?: unknown): RankError {
  return new RankError("model-failed", `Cannot load "${url}" because ${why}; ${wayOut}`, { cause });
}
