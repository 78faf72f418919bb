import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyReply } from "fastify";
import { encodeSplitShare, splitReportId } from "../../federation/split-share.ts";
import { siteAccess } from "../access/site-access.ts";
import { tokenHash } from "../access/hashed-token.ts";
import { answerRefusals } from "../answer-refusals.ts";
import type { Metrics } from "../metrics.ts";
import type { HelperMetrics } from "./helper-metrics.ts";
import {
  encodeCheckAnswer,
  encodeSumAnswer,
  readCheckRequest,
  readSumRequest,
  SUM_LIMIT_BYTES,
} from "./helper-messages.ts";
import type { HelperStore } from "./helper-store.ts";
import { shareRoute } from "./share-route.ts";
import { HelperRefusal } from "./split-helper.ts";

/** A batch has 32 reports of 1.5 KB. */
const CHECK_LIMIT_BYTES = 256 * 1024;

/**
 * The routes of a second aggregator, as a Fastify plugin: `POST /v1/shares` for browsers, which are told at
 * `GET /v1/manifest` that it is not the one that pages name, `POST /v1/split/checks` and
 * `POST /v1/split/sums` for the one server that has its token. What is refused to that one is logged, with no more of the reports than how
 * many they are.
 */
export async function helperRoutes(
  app: FastifyInstance,
  {
    store,
    metrics,
    helperMetrics,
    token,
  }: {
    readonly store: HelperStore;
    readonly metrics: Metrics;
    readonly helperMetrics: HelperMetrics;
    readonly token: string;
  },
): Promise<void> {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    metrics.requestFinished({ route, code: reply.statusCode, seconds: reply.elapsedTime / 1_000 });
  });
  await app.register(async (browsers) => {
    siteAccess(browsers, EVERYBODY);
    answerRefusals(browsers, metrics);
    browsers.removeAllContentTypeParsers();
    browsers.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    shareRoute(browsers, {
      role: "helper",
      terms: store.terms,
      metrics,
      take: (share) =>
        store.addShare({ id: splitReportId(share), file: encodeSplitShare(share, store.terms) }),
      version: async () => 0, // it knows of no heads, and calls nothing stale
    });
    // For whoever has named it as `data-sync`: a browser shows pages no answer that they may not read.
    browsers.get("/v1/manifest", (_request, reply) =>
      reply.code(404).send({
        error: "This is the second of two aggregators, which has no heads: pages name the first one",
        reason: "not-found",
      }),
    );
  });
  await app.register(async (leader) => {
    // What the first server sends wrongly is no delta of a visitor's.
    answerRefusals(leader, { ...metrics, deltaRejected: () => undefined });
    const wanted = Buffer.from(tokenHash(`Bearer ${token}`));
    leader.addHook("onRequest", async (request, reply) => {
      const got = Buffer.from(tokenHash(request.headers.authorization ?? ""));
      if (!timingSafeEqual(got, wanted))
        return reply.code(401).send({
          error: "SPLIT_SECRET must be the same at both servers: the token is another one",
          reason: "token",
        });
    });
    leader.post("/v1/split/checks", { bodyLimit: CHECK_LIMIT_BYTES }, (request, reply) =>
      orRefuse(reply, async () => {
        const { roundId, reports } = readCheckRequest(request.body);
        const { noiseMultiplier } = store;
        const parts = await store.check(roundId, reports);
        helperMetrics.checked(parts);
        return encodeCheckAnswer({ noiseMultiplier, reports: parts });
      }),
    );
    leader.post("/v1/split/sums", { bodyLimit: SUM_LIMIT_BYTES }, (request, reply) =>
      orRefuse(reply, async () => {
        const { roundId, ids } = readSumRequest(request.body);
        try {
          return encodeSumAnswer(await store.sum(roundId, ids));
        } catch (error) {
          if (error instanceof HelperRefusal) helperMetrics.sumRefused();
          throw error;
        }
      }),
    );
  });
}

/** Its shares say nothing by themselves, and count only with those that a site's pages have sent to the leader. */
const EVERYBODY = {
  hasOrigin: async () => null,
  enter: async () => undefined,
  settle: async () => undefined,
};

async function orRefuse(reply: FastifyReply, act: () => Promise<object>): Promise<FastifyReply> {
  try {
    return await reply.send(await act());
  } catch (error) {
    if (!(error instanceof HelperRefusal)) throw error;
    reply.log.warn({ reason: error.message }, "the first server was refused");
    return reply.code(409).send({ error: error.message, reason: "refused" });
  }
}
