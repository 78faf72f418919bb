import type { FastifyReply } from "fastify";
import type { AccessError } from "./access-error.ts";

/** Answers `{ error, reason }`, with the status of the error. */
export function sendAccessError(
  reply: FastifyReply,
  { statusCode, message, reason, retryAfterSeconds }: AccessError,
): FastifyReply {
  if (retryAfterSeconds !== null) reply.header("retry-after", retryAfterSeconds);
  return reply.code(statusCode).send({ error: message, reason });
}
