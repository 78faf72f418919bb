import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { l2Norm } from "../federation/clip.ts";
import { decodeDelta, encodeDelta } from "../federation/delta.ts";
import { dequantize } from "../federation/quantize.ts";
import { encodeSplitShare, splitReportId } from "../federation/split-share.ts";
import { WireError } from "../federation/wire-error.ts";
import { siteAccess } from "./access/site-access.ts";
import { answerRefusals } from "./answer-refusals.ts";
import type { ManifestSource } from "./manifest-source.ts";
import type { Metrics } from "./metrics.ts";
import { qualityRoute } from "./quality-route.ts";
import { reportBody } from "./report-body.ts";
import { shareRoute } from "./split/share-route.ts";
import { networkPrefix } from "./rounds/network-prefix.ts";
import type { Store } from "./store.ts";

export interface SyncRoutesOptions {
  readonly store: Store;
  readonly metrics: Metrics;
  readonly manifests: ManifestSource;
  /** 0: browsers ask on every page, as in the demo, where each upload makes a head at once. Default 4 hours. */
  readonly manifestMaxAgeSeconds?: number;
}

const BODY_LIMIT_BYTES = 64 * 1024;
const SHARES_ALONE = "This server takes shares of split reports, and no whole delta; reload the page";
/** How long a browser keeps what it was told; up to half as long again passes before it asks, see worker/pull-schedule.ts. */
const MANIFEST_MAX_AGE_SECONDS = 4 * 60 * 60;
/** Caches between, which many browsers ask. */
const MANIFEST_SHARED_MAX_AGE_SECONDS = 10;

/**
 * The routes that browsers use, as a Fastify plugin: `GET /v1/manifest`, `GET /v1/heads/<hash>`, `POST /v1/deltas`,
 * `POST /v1/quality`; `POST /v1/shares` where rounds are split ones, and no delta then.
 * Register it on any Fastify app, with or without a prefix; its hooks and parsers stay inside.
 *
 *   await app.register(syncRoutes, { store, metrics, manifests });
 */
export async function syncRoutes(
  app: FastifyInstance,
  { store, metrics, manifests, manifestMaxAgeSeconds = MANIFEST_MAX_AGE_SECONDS }: SyncRoutesOptions,
): Promise<void> {
  const manifestCaching = `public, max-age=${manifestMaxAgeSeconds}, s-maxage=${Math.min(manifestMaxAgeSeconds, MANIFEST_SHARED_MAX_AGE_SECONDS)}`;
  siteAccess(app, store.access.door);
  answerRefusals(app, metrics);
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    metrics.requestFinished({ route, code: reply.statusCode, seconds: reply.elapsedTime / 1_000 });
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });

  app.get("/v1/manifest", async (request, reply) => {
    const { body, etag } = await manifests.current();
    reply.header("etag", etag).header("cache-control", manifestCaching);
    if (hasTag(request.headers["if-none-match"], etag)) return reply.code(304).send();
    return reply.type("application/json; charset=utf-8").send(body);
  });

  app.get<{ Params: { hash: string } }>("/v1/heads/:hash", async (request, reply) => {
    const file = await store.head(request.params.hash);
    if (file === null) {
      return reply
        .code(404)
        .send({ error: "No head has this hash; fetch the manifest again", reason: "not-found" });
    }
    return reply
      .header("cache-control", "public, max-age=31536000, immutable")
      .type("application/octet-stream")
      .send(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  });

  app.post("/v1/deltas", { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    if (store.split !== null) throw new WireError("version", SHARES_ALONE);
    const key = idempotencyKeyOf(request);
    const delta = decodeDelta(reportBody(request, "a delta"), store.terms);
    const receipt = await store.addDelta({
      key,
      baseVersion: delta.baseVersion,
      // Written anew: JSON lets a header hold more than is read of it, as a name that comes twice or one that nobody knows.
      bytes: encodeDelta(delta),
      network: networkPrefix(request.ip),
    });
    if (receipt === "stale") return sendStale(reply, delta.baseVersion);
    metrics.deltaReceived(receipt);
    if (receipt === "accepted") metrics.deltaMeasured(l2Norm(dequantize(delta)) / store.terms.clipNorm);
    return reply.code(receipt === "accepted" ? 202 : 200).send({ result: receipt });
  });

  if (store.split !== null)
    shareRoute(app, {
      role: "leader",
      terms: store.split,
      metrics,
      // Written anew, as a delta is.
      take: (share) =>
        store.addDelta({
          key: splitReportId(share),
          baseVersion: share.baseVersion,
          bytes: encodeSplitShare(share, store.split!),
          network: null,
        }),
      version: () => store.version(),
    });
  qualityRoute(app, store);

  async function sendStale(reply: FastifyReply, baseVersion: number): Promise<FastifyReply> {
    metrics.deltaRejected("stale_round");
    const version = await store.version();
    const error = `The delta must be against head ${version}: got base version ${baseVersion}; fetch the head and make a new delta`;
    return reply.code(409).send({ error, reason: "stale" });
  }
}

function idempotencyKeyOf(request: FastifyRequest): string {
  const key = request.headers["idempotency-key"];
  if (typeof key === "string" && /^[0-9a-f]{32}$/i.test(key)) return key.toLowerCase();
  throw new WireError(
    "format",
    'The header "Idempotency-Key" must be 32 hex digits, the same each time a delta is sent',
  );
}

/** If-None-Match lists tags; a weak one counts as equal. */
function hasTag(header: string | undefined, etag: string): boolean {
  const tags = header?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}
