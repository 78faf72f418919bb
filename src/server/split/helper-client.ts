import {
  encodeCheckRequest,
  readCheckAnswer,
  readSumAnswer,
  type CheckRequest,
  type SumRequest,
} from "./helper-messages.ts";
import { HelperRefusal, type SplitHelper } from "./split-helper.ts";

export interface HelperClientOptions {
  /** Absolute URL of the helper's `/v1`. */
  readonly url: string;
  readonly token: string;
  /** σ that visitors were promised: a helper with less would break it. */
  readonly noiseMultiplier: number;
  readonly fetch: typeof globalThis.fetch;
}

/** A sum of a hundred thousand reports, on a busy machine. */
const TIMEOUT_MS = 60_000;
const REFUSED = [409, 422];

/** The second aggregator over HTTP. @throws {Error} if the URL is none. */
export function createHelperClient({ url, token, noiseMultiplier, fetch }: HelperClientOptions): SplitHelper {
  const base = new URL(url.endsWith("/") ? url : `${url}/`);

  const ask = async (path: string, body: string, stopping?: AbortSignal): Promise<unknown> => {
    const response = await fetch(new URL(path, base).href, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body,
      redirect: "error",
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(stopping ? [stopping] : [])]),
    });
    if (response.status === 200) return response.json();
    const words = (await response.text()).slice(0, 500);
    const message = `The second aggregator at "${base.href}" answered ${response.status} to "${path}": ${words}`;
    if (REFUSED.includes(response.status)) throw new HelperRefusal(message);
    throw new Error(`${message}; check SPLIT_HELPER and that SPLIT_SECRET is the same at both`);
  };

  return {
    check: async (roundId, reports, signal) => {
      const request: CheckRequest = { roundId, reports };
      const answer = readCheckAnswer(await ask("split/checks", encodeCheckRequest(request), signal));
      if (answer.noiseMultiplier < noiseMultiplier)
        throw new Error(
          `Cannot go on with a split round as the second aggregator must add noise of ${noiseMultiplier} at least: got ${answer.noiseMultiplier}; set its NOISE_MULTIPLIER`,
        );
      return answer.reports;
    },
    sum: async (roundId, ids, signal) => {
      const request: SumRequest = { roundId, ids };
      return readSumAnswer(await ask("split/sums", JSON.stringify(request), signal));
    },
  };
}
