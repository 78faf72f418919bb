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
  /** Aborts after so many milliseconds; default the platform's. */
  readonly timeout?: (delayMs: number) => AbortSignal;
  /** Milliseconds since any moment, never back; default the platform's. */
  readonly nowMs?: () => number;
}

/**
 * Nothing else of this server's rounds moves while it waits. What takes the helper longer it goes on with, and answers when it is asked
 * again: each report is checked once, and a sum made once.
 */
const CHECK_WITHIN_MS = 5_000;
/** The names of a hundred thousand reports are 3.5 MB. */
const SUM_WITHIN_MS = 10_000;
/** A batch of checks has 32 parts of 1.5 KB, a sum 1.4 KB. */
const MOST_ANSWER_BYTES = 256 * 1024;
const REFUSED = [409, 422];

/** The second aggregator over HTTP. @throws {Error} if the URL is none. */
export function createHelperClient({
  url,
  token,
  noiseMultiplier,
  fetch,
  timeout = (delayMs) => AbortSignal.timeout(delayMs),
  nowMs = () => performance.now(),
}: HelperClientOptions): SplitHelper {
  const base = new URL(url.endsWith("/") ? url : `${url}/`);

  /** Whatever keeps an answer from being one is the other server's, or the network's between them. */
  const reaching = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    const startedMs = nowMs();
    try {
      return await act();
    } catch (error) {
      if (error instanceof HelperRefusal) throw error;
      const waitedMs = nowMs() - startedMs;
      const message = error instanceof Error ? error.message : String(error);
      throw new HelperUnreachable(message, { cause: error, waitedMs });
    }
  };
  const ask = async (
    path: string,
    body: string,
    { withinMs, stopping }: { readonly withinMs: number; readonly stopping: AbortSignal | undefined },
  ): Promise<unknown> => {
    const response = await fetch(new URL(path, base).href, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body,
      redirect: "error",
      signal: AbortSignal.any([timeout(withinMs), ...(stopping ? [stopping] : [])]),
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
        const limits = { withinMs: CHECK_WITHIN_MS, stopping: signal };
        const answer = readCheckAnswer(await ask("split/checks", encodeCheckRequest(request), limits));
        if (answer.noiseMultiplier < noiseMultiplier)
          throw new Error(
            `Cannot go on with a split round as the second aggregator must add noise of ${noiseMultiplier} at least: got ${answer.noiseMultiplier}; set its NOISE_MULTIPLIER`,
          );
        return answer.reports;
      }),
    sum: (roundId, ids, signal) =>
      reaching(async () => {
        const request: SumRequest = { roundId, ids };
        const limits = { withinMs: SUM_WITHIN_MS, stopping: signal };
        const answer = readSumAnswer(await ask("split/sums", JSON.stringify(request), limits));
        // It is drawn, and no other will be: what was checked may have been checked under another policy.
        if (answer.noiseMultiplier < noiseMultiplier)
          throw new HelperRefusal(
            `Cannot use the second aggregator's sum of round ${roundId} as its noise must be ${noiseMultiplier} at least: got ${answer.noiseMultiplier}; set its NOISE_MULTIPLIER`,
          );
        return answer.share;
      }),
  };
}
