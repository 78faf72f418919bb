import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { ReviewList } from "../../base/review-report.ts";
import { adminOf, requireRole } from "../access/require-role.ts";
import { decisionIn } from "./decision-in.ts";
import { reviewRound, reviewRow } from "./review-round.ts";
import type { ReviewedStore } from "./review-round.ts";

export interface ReviewRoutesOptions {
  readonly store: ReviewedStore;
  /** Folder of the built browser files; null where there is none: then there is no page, only what it asks for. */
  readonly pageFolder: string | null;
}

const SCRIPT = "personal-rank-review.js";
const SHOWN_ROUNDS = 100;
const BODY_LIMIT_BYTES = 8_192;
/** Nothing but the page's own script; Lit builds its templates under the policy of this name. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html",
].join("; ");

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>Review · personal-rank</title>
<script type="module" src="/admin/${SCRIPT}"></script>
</head>
<body><rank-review></rank-review><noscript>This page needs JavaScript; the commands of the server do the same.</noscript></body>
</html>
`;

/**
 * Where new heads are looked at and decided on, on an app that `adminAccess` was called with: `GET /admin`, the page, for anybody;
 * `GET /admin/rounds` and `GET /admin/rounds/:id` for viewers; `POST /admin/rounds/:id/decision` with JSON `{ verdict, reason }` for
 * reviewers: 200 with the round as it is then; 404 `not-found`; 409 `not-decided` with what the store said; 422 `format`.
 */
export function reviewRoutes(app: FastifyInstance, { store, pageFolder }: ReviewRoutesOptions): void {
  const viewer = { preHandler: requireRole("viewer") };

  app.get("/admin", (_request, reply) => withHeaders(reply).type("text/html; charset=utf-8").send(PAGE));

  app.get(`/admin/${SCRIPT}`, async (_request, reply) => {
    const script = pageFolder === null ? null : await readFile(join(pageFolder, SCRIPT)).catch(() => null);
    if (script === null)
      return reply
        .code(404)
        .send({ error: "The page is not built: npm run build makes it", reason: "not-found" });
    return withHeaders(reply).type("text/javascript; charset=utf-8").send(script);
  });

  app.get("/admin/rounds", viewer, async (_request, reply): Promise<ReviewList> => {
    withHeaders(reply);
    const { version } = await store.manifest();
    return { version, rounds: (await store.rounds(SHOWN_ROUNDS)).map(reviewRow) };
  });

  app.get<{ Params: { id: string } }>("/admin/rounds/:id", viewer, (request, reply) =>
    sendRound(reply, request.params.id),
  );

  app.post<{ Params: { id: string } }>(
    "/admin/rounds/:id/decision",
    { preHandler: requireRole("reviewer"), bodyLimit: BODY_LIMIT_BYTES },
    async (request, reply) => {
      const { verdict, reason } = decisionIn(request.body);
      const id = roundId(request.params.id);
      if (id === null || (await store.round(id)) === null) return sendNoRound(reply);
      const { name: by } = adminOf(request);
      try {
        await store.decide({ roundId: id, verdict, by, reason });
      } catch (error) {
        // Somebody else may have decided, or released another head, since the page was read; anything else is the store's.
        if ((await store.round(id))?.state === "CANDIDATE") throw error;
        const words = error instanceof Error ? error.message : String(error);
        return withHeaders(reply).code(409).send({ error: words, reason: "not-decided" });
      }
      request.log.info({ round: id, verdict, by }, "round decided");
      return sendRound(reply, request.params.id);
    },
  );

  async function sendRound(reply: FastifyReply, text: string): Promise<FastifyReply> {
    const id = roundId(text);
    const round = id === null ? null : await reviewRound(store, id);
    return round === null ? sendNoRound(reply) : withHeaders(reply).send(round);
  }
}

function roundId(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function sendNoRound(reply: FastifyReply): FastifyReply {
  return withHeaders(reply)
    .code(404)
    .send({ error: "There is no round of this number", reason: "not-found" });
}

function withHeaders(reply: FastifyReply): FastifyReply {
  return reply
    .header("content-security-policy", POLICY)
    .header("cache-control", "no-store")
    .header("referrer-policy", "no-referrer")
    .header("x-content-type-options", "nosniff");
}
