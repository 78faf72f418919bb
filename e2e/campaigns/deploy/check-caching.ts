import { createHash } from "node:crypto";
import { ask } from "./ask.ts";
import type { Answer } from "./ask.ts";
import { unless } from "./deploy-check.ts";
import type { CheckResult, CheckTools } from "./deploy-check.ts";

const TIMES = 10;

/** What caches on the way, and browsers, are told of manifests and heads, and whether both servers say the same. */
export async function checkCaching({ deployment }: CheckTools): Promise<CheckResult> {
  const { proxy } = deployment;
  const path = "/v1/manifest";
  // The proxy draws who is asked: a thousandth of the time, the same server each time.
  const manifests: Answer[] = [];
  for (let time = 0; time < TIMES; time++) manifests.push(await ask(proxy, { path }));
  const [manifest] = manifests;
  const etags = manifests.map(({ headers }) => String(headers.etag));
  const again = await ask(proxy, { path, headers: { "if-none-match": etags[0] } });
  const { signed } = (JSON.parse(manifest.body.toString()) as { manifest: { signed: string } }).manifest; // our own server's
  const { hash } = (JSON.parse(signed) as { head: { hash: string } }).head;
  const heads: Answer[] = [];
  for (let time = 0; time < TIMES; time++) heads.push(await ask(proxy, { path: `/v1/heads/${hash}` }));
  const unknown = await ask(proxy, { path: `/v1/heads/${"0".repeat(64)}` });
  const caching = String(manifest.headers["cache-control"]);
  const headCaching = heads.map(({ headers }) => String(headers["cache-control"]));
  const hashes = heads.map(({ body }) => createHash("sha256").update(body).digest("hex"));
  return {
    faults: [
      ...unless(manifest.status === 200, `The manifest was answered with ${manifest.status}`),
      ...unless(caching === "public, max-age=14400, s-maxage=10", `The manifest may be kept by "${caching}"`),
      ...unless(
        again.status === 304 && again.body.length === 0,
        `By its etag the manifest was answered with ${again.status} and ${again.body.length} bytes`,
      ),
      ...unless(
        headCaching.every((one) => one === "public, max-age=31536000, immutable"),
        `A head may be kept by "${headCaching.join('", "')}"`,
      ),
      ...unless(
        hashes.every((one) => one === hash),
        "A head has not the bytes of its name",
      ),
      ...unless(
        heads.every(({ headers }) => headers["access-control-allow-origin"] === "*"),
        "Not every page may read a head",
      ),
      ...unless(
        heads.every(({ headers, body }) => headers["content-length"] === String(body.length)),
        "A head's length is not said",
      ),
      ...unless(
        unknown.status === 404 && !String(unknown.headers["cache-control"]).includes("immutable"),
        `A head that there is not was answered with ${unknown.status}, "${unknown.headers["cache-control"]}"`,
      ),
    ],
    words: `manifest "${caching}", 304 by its etag, ${new Set(etags).size === 1 ? "one" : "another"} etag of each server; head of ${heads[0].body.length} bytes "${headCaching[0]}"`,
    figures: { caching, headCaching, etags, again: again.status, unknown: unknown.status },
  };
}
