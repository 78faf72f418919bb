import { type ShopServer, startShopServer } from "../../hosting/shop-server.ts";
import { installFaults } from "./faulty-database.ts";
import { installVisitor } from "./page-visitor.ts";

const BLANK = `<!doctype html><meta charset="utf-8"><title>visitor</title><link rel="icon" href="data:,"><script>(${installVisitor.toString()})()</script>`;
/** A shop's page with the tag, and a list that nobody has to wait for. */
const SHOP = `<!doctype html><meta charset="utf-8"><title>shop</title><link rel="icon" href="data:,"><ul id="results">${Array.from(
  { length: 6 },
  (_, at) => `<li class="card" data-id="card-${at}"><a href="#${at}"><h3>Stool number ${at}</h3></a></li>`,
).join(
  "",
)}</ul><script type="module" src="/personal-rank.js" data-consent="granted" data-backend="wasm" data-model="/models/shelf-tiny/" data-list="#results" data-item=".card"></script>`;
/**
 * A site with the built product: a page at `/` on which {@link PageVisitor} drives the worker, and one with the tag at `/shop`.
 *
 * @param before Source that goes before the worker's own.
 * @throws {Error} if the product has not been built.
 */
export function bareSite(before = `(${installFaults.toString()})();`): Promise<ShopServer> {
  return startShopServer(
    (path) => (path === "/" ? BLANK : path === "/shop" ? SHOP : null),
    () => ({ "cache-control": "max-age=3600" }),
    { "/personal-rank-worker.js": before },
  );
}
