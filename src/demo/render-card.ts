import { html, type SafeHtml } from "./html.ts";
import type { Product } from "./product.ts";

interface CardOptions {
  readonly isSponsored?: boolean;
  /** The first row is loaded at once, the others when they come near. */
  readonly isEager?: boolean;
}

/** One product of a list, with its facts as schema.org microdata. */
export function renderCard(
  product: Product,
  { isSponsored = false, isEager = false }: CardOptions = {},
): SafeHtml {
  return html`<li class="card" data-id="${product.id}" ${isSponsored ? html` data-pinned` : null}>
    <article itemscope itemtype="https://schema.org/Product">
      <a href="${productPath(product)}">
        <span class="picture">${renderPicture(product, isEager)}</span>
        ${isSponsored ? html`<span class="sponsored">Sponsored</span>` : null}
        <span class="brand" itemprop="brand">${product.brand}</span>
        <h3 itemprop="name">${product.title}</h3>
        ${renderPrice(product)}
      </a>
      <meta itemprop="productID" content="${product.id}" />
      <meta itemprop="category" content="${product.department}" />
      <meta itemprop="description" content="${product.description}" />
    </article>
  </li>`;
}

/** The product's drawing in a box of fixed size, so that nothing moves when it arrives. */
export function renderPicture(product: Product, isEager: boolean): SafeHtml {
  const loading = isEager ? "eager" : "lazy";
  return html`<img
    itemprop="image"
    src="/pictures/${encodeURIComponent(product.id)}.svg"
    width="320"
    height="320"
    alt=""
    loading="${loading}"
    decoding="async"
  />`;
}

/** The price for people and, in `content`, for machines. */
export function renderPrice({ price }: Product): SafeHtml {
  if (price === null) return html`<span class="price">Price on request</span>`;
  return html`<span class="price" itemprop="offers" itemscope itemtype="https://schema.org/Offer"
    ><meta itemprop="priceCurrency" content="EUR" /><span itemprop="price" content="${price.toFixed(2)}"
      >${formatPrice(price)}</span
    ></span
  >`;
}

const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** e.g. "€1,299.00". */
export function formatPrice(price: number): string {
  return euros.format(price);
}

export function productPath({ id }: Product): string {
  return `/product/${encodeURIComponent(id)}`;
}
