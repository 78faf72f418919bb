import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AccessError } from "./access-error.ts";
import type { SiteDoor } from "./site-door.ts";

const PREFLIGHT_MAX_AGE_SECONDS = 86_400;
/** What pages send; the rest is public. */
const REPORTS = ["/v1/deltas", "/v1/shares", "/v1/quality"];

/**
 * Says which pages may ask, for all routes of a plugin. Releases are public: any origin may read them, as nothing here depends on
 * cookies. Reports come from the pages of a site, with its token, as soon as there is one; a refused body is not even read.
 */
export function siteAccess(app: FastifyInstance, door: SiteDoor): void {
  app.addHook("onRequest", async (request, reply) => {
    reply
      .header("access-control-expose-headers", "ETag, Retry-After")
      .header("cross-origin-resource-policy", "cross-origin")
      .header("x-content-type-options", "nosniff");
    const isReport = REPORTS.some((path) => request.routeOptions.url?.endsWith(path) === true);
    if (isReport) await admit(request, reply);
    else reply.header("access-control-allow-origin", "*");
  });

  const admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { origin } = request.headers;
    const isKnown = await door.hasOrigin(origin).catch((thrown: unknown) => {
      // The page must be able to read when to come again.
      reply.header("access-control-allow-origin", "*");
      throw thrown;
    });
    if (isKnown === null) {
      reply.header("access-control-allow-origin", "*");
      return;
    }
    reply.header("vary", "Origin");
    if (isKnown && origin !== undefined) reply.header("access-control-allow-origin", origin);
    if (request.method === "POST") await door.enter({ token: tokenOf(request), origin });
    // A preflight has no token yet.
    else if (!isKnown) throw new AccessError("origin", "No site has this origin");
  };
  const preflight = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    reply
      .header("access-control-allow-methods", "GET, POST")
      .header(
        "access-control-allow-headers",
        "content-type, idempotency-key, if-none-match, personal-rank-token",
      )
      .header("access-control-max-age", PREFLIGHT_MAX_AGE_SECONDS)
      .code(204)
      .send();
  for (const path of [...REPORTS, "/v1/*"]) app.options(path, preflight);
}

function tokenOf({ headers }: FastifyRequest): string | undefined {
  const token = headers["personal-rank-token"];
  return typeof token === "string" ? token : undefined;
}
