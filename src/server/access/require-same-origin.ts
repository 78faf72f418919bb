import type { FastifyRequest } from "fastify";
import { AccessError } from "./access-error.ts";

/**
 * Makes sure that a page of this very server sends the request, and no other site with the admin's cookie. Every browser says where a
 * request comes from if it could change anything, and no page can make it say something else.
 *
 * @returns The origin, such as `https://rank-admin.shop.example`.
 * @throws {AccessError} `cross-origin`.
 */
export function requireSameOrigin({ headers }: Pick<FastifyRequest, "headers">): string {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  const isSame =
    (site === undefined || site === "same-origin") && host !== undefined && hostOf(origin) === host;
  if (isSame && origin !== undefined) return origin;
  throw new AccessError(
    "cross-origin",
    `The header "Origin" must name this server, "${host ?? ""}": got ${origin === undefined ? "none" : `"${origin}"`}; a proxy in front must pass the header "Host" on as it came`,
  );
}

function hostOf(origin: string | undefined): string | null {
  if (origin === undefined || !URL.canParse(origin)) return null;
  const { protocol, host } = new URL(origin);
  return protocol === "https:" || protocol === "http:" ? host : null;
}
