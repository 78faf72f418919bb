import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { drawPicture } from "./draw-picture.ts";
import { html } from "./html.ts";
import { latestEvaluation, renderNoEvaluation } from "./latest-evaluation.ts";
import { renderCartPage } from "./render-cart-page.ts";
import { renderHome, renderListPage, renderNothingFound } from "./render-list-page.ts";
import { renderPage, type Page } from "./render-page.ts";
import { renderProductPage } from "./render-product-page.ts";
import { openShop, type ShopOptions } from "./shop.ts";
import { cartCookie, visitorFromCookies } from "./visitor.ts";
import { wholeCharacters } from "./whole-characters.ts";

const maxQueryLength = 200;

interface Addressed {
  readonly Params: { readonly key: string };
  readonly Querystring: { readonly q?: string; readonly page?: string; readonly bought?: string };
}

/**
 * The demo shop as a Fastify plugin: pages, pictures, the cart, and the files of `public/`, `dist/` and `models/`.
 * Register it with `app.register(demoRoutes, { root, cataloguePath, onProgress })`, after the sync server's routes or
 * before; it claims no path below `/v1`.
 *
 * @throws {Error} while registering, if the catalogue cannot be read.
 */
export async function demoRoutes(app: FastifyInstance, options: ShopOptions): Promise<void> {
  const shop = await openShop(options);

  const send = (request: FastifyRequest, reply: FastifyReply, page: Page, status = 200): FastifyReply =>
    reply
      .code(status)
      .type("text/html; charset=utf-8")
      // Pages depend on cookies, so no cache may hand one visitor's page to another.
      .header("cache-control", "private, no-cache")
      .send(renderPage(shop, visitorFromCookies(request.headers.cookie), page));

  const sendNotFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    send(
      request,
      reply,
      {
        title: "Not found · Larkfield",
        main: html`<section class="message">
          <h1>There is nothing here</h1>
          <p><a class="primary" href="/">To the front page</a></p>
        </section>`,
        list: null,
      },
      404,
    );

  app.get<Addressed>("/", (request, reply) =>
    send(request, reply, {
      title: "Larkfield · a demo shop",
      main: renderHome(shop, pageNumberFrom(request.query.page)),
      list: { id: "home", query: "" },
    }),
  );

  app.get<Addressed>("/search", (request, reply) => {
    const query = wholeCharacters(firstOf(request.query.q).trim().slice(0, maxQueryLength));
    if (query === "") return reply.redirect("/");
    const products = shop.search(query);
    const address = `/search?q=${encodeURIComponent(query)}`;
    const main =
      products.length === 0
        ? renderNothingFound(query, shop)
        : renderListPage(`Results for “${query}”`, {
            products,
            pageNumber: pageNumberFrom(request.query.page),
            pathOfPage: (number) => `${address}&page=${number}`,
            hasSponsored: shop.showsSponsored,
          });
    const list = products.length === 0 ? null : { id: "search", query };
    return send(request, reply, { title: `${query} · Larkfield`, main, list, query });
  });

  app.get<Addressed>("/department/:key", (request, reply) => {
    const department = shop.departments.find(({ slug }) => slug === request.params.key);
    if (!department) return sendNotFound(request, reply);
    const main = renderListPage(department.name, {
      products: department.products,
      pageNumber: pageNumberFrom(request.query.page),
      pathOfPage: (number) => `/department/${encodeURIComponent(department.slug)}?page=${number}`,
    });
    return send(request, reply, {
      title: `${department.name} · Larkfield`,
      main,
      // The name of the department is what the visitor asked for here.
      list: { id: "department", query: department.name },
      departmentSlug: department.slug,
    });
  });

  app.get<Addressed>("/product/:key", (request, reply) => {
    const product = shop.productById.get(request.params.key);
    if (!product) return sendNotFound(request, reply);
    const main = renderProductPage(shop, product);
    return send(request, reply, { title: `${product.title} · Larkfield`, main, list: null });
  });

  app.get<Addressed>("/pictures/:key", (request, reply) => {
    const product = shop.productById.get(request.params.key.replace(/\.svg$/, ""));
    if (!product) return reply.code(404).type("text/plain").send("No such picture");
    return reply
      .type("image/svg+xml; charset=utf-8")
      .header("cache-control", "public, max-age=86400")
      .header("content-security-policy", "default-src 'none'")
      .send(drawPicture(product));
  });

  app.get("/evaluation", async (request, reply) => {
    const report = await latestEvaluation(options.root);
    if (report !== null)
      return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(report);
    return send(
      request,
      reply,
      { title: "Evaluation · Larkfield", main: renderNoEvaluation(), list: null },
      404,
    );
  });

  app.get("/examples", (_request, reply) => reply.redirect("/examples/"));

  app.get<Addressed>("/cart", (request, reply) => {
    const { cart } = visitorFromCookies(request.headers.cookie);
    const products = cart.flatMap((id) => shop.productById.get(id) ?? []);
    const main = renderCartPage(products, request.query.bought !== undefined);
    return send(request, reply, { title: "Cart · Larkfield", main, list: null });
  });

  // Inside this plugin only: forms are sent as browsers send them.
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: 10_000 },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  app.post("/cart", (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const { cart } = visitorFromCookies(request.headers.cookie);
    const action = form.get("action");
    const id = form.get("id") ?? "";
    if (action === "checkout")
      return reply.header("set-cookie", cartCookie([])).redirect("/cart?bought", 303);
    if (!shop.productById.has(id)) return sendNotFound(request, reply);
    const changed = action === "remove" ? without(cart, id) : [...cart, id];
    return reply.header("set-cookie", cartCookie(changed)).redirect("/cart", 303);
  });

  await serveFiles(app, options.root);
}

/** As with a shop's own files, a visitor's next page does not ask for each of them again; who builds anew sees it a minute later. */
const FILE_AGE_MS = 60_000;

/** `dist/` holds the server as well, which is nobody's business; `models/train` is a pipeline, not a model. */
async function serveFiles(app: FastifyInstance, root: string): Promise<void> {
  const folders = ["public", "dist"].map((name) => join(root, name)).filter(existsSync);
  await app.register(fastifyStatic, {
    root: folders,
    prefix: "/",
    maxAge: FILE_AGE_MS,
    allowedPath: (path) => !isBelow("/server", path),
  });
  const models = join(root, "models");
  if (!existsSync(models)) return;
  await app.register(fastifyStatic, {
    root: models,
    prefix: "/models/",
    maxAge: FILE_AGE_MS,
    decorateReply: false,
    allowedPath: (path) => !isBelow("/train", path),
  });
}

/** Whether a path leads to a folder or into it, as the file system reads it: `//server`, `/./server` and `/x/../SERVER` do too. */
function isBelow(folder: string, path: string): boolean {
  const normal = posix.normalize(path.replaceAll("\\", "/")).toLowerCase();
  return normal === folder || normal.startsWith(`${folder}/`);
}

function without(cart: readonly string[], id: string): string[] {
  const at = cart.indexOf(id);
  return cart.filter((_, index) => index !== at);
}

function pageNumberFrom(text: unknown): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 ? number : 1;
}

/** A parameter given twice arrives as a list; the first counts. */
function firstOf(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : "";
}
