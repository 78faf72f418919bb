import type { FastifyInstance } from "fastify";
import { decodeSplitShare } from "../../federation/split-share.ts";
import type { SplitShare, SplitShareTerms } from "../../federation/split-share.ts";
import type { SplitRole } from "../../federation/split-aggregator.ts";
import type { Metrics } from "../metrics.ts";
import { reportBody } from "../report-body.ts";
import type { Receipt } from "../store.ts";

const BODY_LIMIT_BYTES = 16 * 1024;

/** What a server does with a share that may be one. */
export interface ShareRouteOptions {
  readonly role: SplitRole;
  readonly terms: SplitShareTerms;
  readonly metrics: Metrics;
  /** @param share To be written anew: a file may say more than is read of it. */
  readonly take: (share: SplitShare) => Promise<Receipt>;
  /** Version of the head that shares must be of. */
  readonly version: () => Promise<number>;
}

/** `POST /v1/shares`: one server's share of a report, which counts once by its nonce, however often it comes. */
export function shareRoute(
  app: FastifyInstance,
  { role, terms, metrics, take, version }: ShareRouteOptions,
): void {
  app.post("/v1/shares", { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const file = reportBody(request, "a share");
    const share = decodeSplitShare(file, role, terms);
    const receipt = await take(share);
    if (receipt === "stale") {
      metrics.deltaRejected("stale_round");
      const error = `The share must be against head ${await version()}: got base version ${share.baseVersion}; fetch the head and make a new report`;
      return reply.code(409).send({ error, reason: "stale" });
    }
    metrics.deltaReceived(receipt);
    return reply.code(receipt === "accepted" ? 202 : 200).send({ result: receipt });
  });
}
