import { errorCodes } from "fastify";
import type { FastifyInstance } from "fastify";
import { parseQualityReport } from "../federation/quality-report.ts";
import { WireError } from "../federation/wire-error.ts";
import type { Store } from "./store.ts";

/** A report has three bytes. */
const BODY_LIMIT_BYTES = 16;

/**
 * `POST /v1/quality`: counts one report of quality. It comes once, without a key: whoever sends one is not told from anybody else,
 * so one that comes twice counts twice.
 */
export function qualityRoute(app: FastifyInstance, store: Pick<Store, "addQuality">): void {
  app.post("/v1/quality", { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const encoding = request.headers["content-encoding"];
    if (encoding !== undefined) throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(encoding);
    const report = request.body instanceof Uint8Array ? parseQualityReport(request.body) : null;
    if (report === null)
      throw new WireError(
        "format",
        "The body must be a report of quality: 3 bytes, of a known field and value",
      );
    await store.addQuality(report);
    return reply.code(202).send({ result: "accepted" });
  });
}
