import { html, type SafeHtml } from "./html.ts";
import { PAID_PLACE, placePaid } from "./place-paid.ts";
import type { Product } from "./product.ts";
import { renderCard, renderPicture } from "./render-card.ts";
import { renderStructuredData } from "./render-structured-data.ts";
import type { Department, Shop } from "./shop.ts";

const cardsPerPage = 48;
const firstRow = 6;

interface ListOptions {
  /** All products of the list, in the shop's order. */
  readonly products: readonly Product[];
  /** 1-based. */
  readonly pageNumber: number;
  /** Address of the page with this number. */
  readonly pathOfPage: (pageNumber: number) => string;
  /** Whether the third card is a paid one. */
  readonly hasSponsored?: boolean;
}

/** The front page: departments, then what sells best. */
export function renderHome(shop: Shop, pageNumber: number): SafeHtml {
  const list = renderList({
    products: shop.bestSellers.slice(0, cardsPerPage * 4),
    pageNumber,
    pathOfPage: (number) => `/?page=${number}`,
  });
  const tiles = shop.departments.slice(0, 12).map((department, index) => renderTile(department, index));
  const displayed = shop.bestSellers.slice(0, 3);
  return html`<section class="welcome">
      <div class="welcome-pictures">
        ${displayed.map((product) => html`<span class="picture">${renderPicture(product, true)}</span>`)}
      </div>
      <h1>Things worth keeping, in the order that suits you</h1>
      <p>Look around and open what you like: the next list already knows a little more.</p>
      <p class="suggestions">
        Try
        ${shop.suggestions.map((query) => html`<a href="/search?q=${encodeURIComponent(query)}">${query}</a>`)}
      </p>
    </section>
    <section aria-labelledby="departments-title">
      <h2 id="departments-title" class="visually-hidden">Departments</h2>
      <ul class="tiles">
        ${tiles}
      </ul>
    </section>
    <section aria-labelledby="list-title">
      <div class="list-head">
        <h2 id="list-title">Popular this week</h2>
        ${orderState}
      </div>
      ${list}
    </section>`;
}

/** A search or department page. */
export function renderListPage(heading: string, options: ListOptions): SafeHtml {
  const { length } = options.products;
  return html`<section aria-labelledby="list-title">
    <div class="list-head">
      <h1 id="list-title">${heading}</h1>
      <p class="count">${length.toLocaleString("en")} ${length === 1 ? "product" : "products"}</p>
      ${orderState}
    </div>
    <h2 class="visually-hidden">Products</h2>
    ${renderList(options)}
  </section>`;
}

/** What to say when a search finds nothing. */
export function renderNothingFound(query: string, shop: Shop): SafeHtml {
  return html`<section class="message">
    <h1>Nothing found for “${query}”</h1>
    <p>Try another word, or one of these:</p>
    <p class="suggestions">
      ${shop.suggestions.map((word) => html`<a href="/search?q=${encodeURIComponent(word)}">${word}</a>`)}
    </p>
  </section>`;
}

// Filled in by shop.js; the shop's own order is the truth until the tag says otherwise.
const orderState = html`<a class="order-state" href="#inspector" data-order-state="shop">Shop order</a>`;

function renderList({ products, pageNumber, pathOfPage, hasSponsored = false }: ListOptions): SafeHtml {
  const lastPage = Math.max(1, Math.ceil(products.length / cardsPerPage));
  const page = Math.min(pageNumber, lastPage);
  const inOrder = products.slice((page - 1) * cardsPerPage, page * cardsPerPage);
  const paid = hasSponsored && page === 1 ? placePaid(inOrder) : null;
  const shown = paid ?? inOrder;
  const cards = shown.map((product, index) =>
    renderCard(product, { isSponsored: paid !== null && index === PAID_PLACE, isEager: index < firstRow }),
  );
  return html`<ul id="results" class="cards">
      ${cards}
    </ul>
    ${lastPage > 1 ? renderPager(page, lastPage, pathOfPage) : null} ${renderStructuredData(shown)}`;
}

function renderPager(page: number, lastPage: number, pathOfPage: (pageNumber: number) => string): SafeHtml {
  const link = (number: number, text: string, rel: string): SafeHtml =>
    number >= 1 && number <= lastPage
      ? html`<a href="${pathOfPage(number)}" rel="${rel}">${text}</a>`
      : html`<span></span>`;
  return html`<nav class="pager" aria-label="Pages">
    ${link(page - 1, "Previous", "prev")}<span>Page ${page} of ${lastPage}</span
    >${link(page + 1, "Next", "next")}
  </nav>`;
}

/** A department with the picture of one of its best sellers; the place in the row varies which. */
function renderTile(department: Department, index: number): SafeHtml {
  const product = department.products[index % Math.max(1, Math.min(8, department.products.length))];
  return html`<li>
    <a href="/department/${encodeURIComponent(department.slug)}">
      <span class="picture">${product ? renderPicture(product, true) : null}</span>
      <span>${department.name}</span>
    </a>
  </li>`;
}
