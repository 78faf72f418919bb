import { RankError } from "../base/errors.ts";

/** The part of `fetch` that is needed; tests pass their own. */
export type FetchFile = (url: string) => Promise<Response>;

/**
 * Fetches one file of a model folder.
 *
 * @throws {RankError} `model-failed`, naming the URL, if it cannot be had or if a web page came instead: many servers
 *   answer a wrong path with status 200 and their start page.
 */
export async function fetchModelFile(url: string, fetch: FetchFile): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    response = await fetch(url);
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw wrong(
      url,
      `the request failed: ${String(cause)}`,
      "check that the server allows this page to read it (CORS)",
      cause,
    );
  }
  if (!response.ok) throw wrong(url, `the server answered ${response.status}`, 'check the "model" attribute');
  const start = new TextDecoder().decode(bytes.subarray(0, 32)).trimStart();
  if (start.startsWith("<")) {
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
