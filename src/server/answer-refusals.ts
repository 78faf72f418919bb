import type { FastifyError, FastifyInstance } from "fastify";
import { WireError } from "../federation/wire-error.ts";
import type { RefusalReason } from "../federation/wire-error.ts";
import { AccessError } from "./access/access-error.ts";
import type { SiteRefusal } from "./access/access-error.ts";
import { sendAccessError } from "./access/send-access-error.ts";
import { lingerOnClose } from "./linger-on-close.ts";
import type { Metrics } from "./metrics.ts";

type SiteError = AccessError<SiteRefusal>;

interface Refusal {
  readonly code: number;
  readonly reason: RefusalReason | SiteRefusal;
  readonly error: string;
}

/** Long enough for a full disk to be noticed, short enough for a restart. */
const RETRY_AFTER_SECONDS = 30;

/**
 * Answers every error inside a plugin as JSON `{ error, reason }`: 4xx for what the sender can mend, 503 for what the
 * server must. Only the latter is logged, without anything of the request but its route.
 */
export function answerRefusals(app: FastifyInstance, metrics: Metrics): void {
  app.setErrorHandler<FastifyError | WireError | SiteError>((error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal === null) {
      request.log.error({ err: error, route: request.routeOptions.url }, "request failed");
      return reply.code(503).header("retry-after", RETRY_AFTER_SECONDS).send({
        error: "The server cannot store or read now; send the same request again later",
        reason: "unavailable",
      });
    }
    const isReport = request.method === "POST";
    if (isReport && request.routeOptions.url?.endsWith("/quality") === true)
      metrics.qualityRejected(refusal.reason);
    else if (isReport) metrics.deltaRejected(refusal.reason);
    if (refusal.code === 413) lingerOnClose(request.raw); // of the body there may be more to come
    if (error instanceof AccessError) return sendAccessError(reply, error);
    return reply.code(refusal.code).send({ error: refusal.error, reason: refusal.reason });
  });
}

function refusalOf(error: FastifyError | WireError | SiteError): Refusal | null {
  if (error instanceof AccessError)
    return { code: error.statusCode, reason: error.reason, error: error.message };
  if (error instanceof WireError) {
    // A page that was loaded before the server was changed has done nothing wrong: its delta is out of date.
    const code = error.reason === "version" ? 409 : 422;
    return { code, reason: error.reason, error: error.message };
  }
  if (error.statusCode === 413) {
    return {
      code: 413,
      reason: "size",
      error: "The body is too large: a delta file has at most 65536 bytes, a report of quality 3",
    };
  }
  if (error.statusCode === 415) {
    return {
      code: 415,
      reason: "format",
      error: "The body must be sent as application/octet-stream, not compressed",
    };
  }
  const isSendersFault = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  return isSendersFault ? { code: error.statusCode!, reason: "format", error: error.message } : null;
}
