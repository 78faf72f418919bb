import { readAtMost } from "../../base/read-at-most.ts";
import {
  encodeCheckRequest,
  readCheckAnswer,
  readSumAnswer,
  type CheckRequest,
  type SumRequest,
} from "./helper-messages.ts";
import { HelperRefusal, HelperUnreachable, type SplitHelper } from "./split-helper.ts";

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
/** A batch of checks has 32 parts of 1.5 KB, a sum 1.4 KB. */
const MOST_ANSWER_BYTES = 256 * 1024;
const REFUSED = [409, 422];

/** The second aggregator over HTTP. @throws {Error} if the URL is none. */
export function createHelperClient({ url, token, noiseMultiplier, fetch }: HelperClientOptions): SplitHelper {
  const base = new URL(url.endsWith("/") ? url : `${url}/`);

  /** Whatever keeps an answer from being one is the other server's, or the network's between them. */
  const reaching = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    try {
      return await act();
    } catch (error) {
      if (error instanceof HelperRefusal) throw error;
      throw new HelperUnreachable(error instanceof Error ? error.message : String(error), { cause: error });
    }
  };
  const ask = async (path: string, body: string, stopping?: AbortSignal): Promise<unknown> => {
    const response = await fetch(new URL(path, base).href, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body,
      redirect: "error",
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(stopping ? [stopping] : [])]),
    });
    const text = new TextDecoder().decode(await readAtMost(response, MOST_ANSWER_BYTES));
    if (response.status === 200) return JSON.parse(text);
    const words = text.slice(0, 500);
    const message = `The second aggregator at "${base.href}" answered ${response.status} to "${path}": ${words}`;
    if (REFUSED.includes(response.status)) throw new HelperRefusal(message);
    throw new Error(`${message}; check SPLIT_HELPER and that SPLIT_SECRET is the same at both`);
  };

  return {
    check: (roundId, reports, signal) =>
      reaching(async () => {
        const request: CheckRequest = { roundId, reports };
        const answer = readCheckAnswer(await ask("split/checks", encodeCheckRequest(request), signal));
        if (answer.noiseMultiplier < noiseMultiplier)
          throw new Error(
            `Cannot go on with a split round as the second aggregator must add noise of ${noiseMultiplier} at least: got ${answer.noiseMultiplier}; set its NOISE_MULTIPLIER`,
          );
        return answer.reports;
      }),
    sum: (roundId, ids, signal) =>
      reaching(async () => {
        const request: SumRequest = { roundId, ids };
        const answer = readSumAnswer(await ask("split/sums", JSON.stringify(request), signal));
        // It is drawn, and no other will be: what was checked may have been checked under another policy.
        if (answer.noiseMultiplier < noiseMultiplier)
          throw new HelperRefusal(
            `Cannot use the second aggregator's sum of round ${roundId} as its noise must be ${noiseMultiplier} at least: got ${answer.noiseMultiplier}; set its NOISE_MULTIPLIER`,
          );
        return answer.share;
      }),
  };
}
