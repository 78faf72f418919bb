import { errorCodes } from "fastify";
import type { FastifyRequest } from "fastify";
import { WireError } from "../federation/wire-error.ts";

/**
 * The body of a report. Nothing is ever inflated: a few compressed bytes could be a gigabyte.
 *
 * @param what It must be, for whoever sends something else.
 * @throws {WireError} `format` if there is none.
 */
export function reportBody(request: FastifyRequest, what: string): Uint8Array {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined) throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(encoding);
  if (request.body instanceof Uint8Array) return request.body;
  throw new WireError("format", `The body must be ${what} file: got none`);
}
