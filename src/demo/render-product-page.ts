import { html, type SafeHtml } from "./html.ts";
import type { Product } from "./product.ts";
import { renderCard, renderPicture, renderPrice } from "./render-card.ts";
import type { Shop } from "./shop.ts";

const alikeShown = 4;

/** One product: picture, facts, the button that puts it into the cart, and a few of the same kind. */
export function renderProductPage(shop: Shop, product: Product): SafeHtml {
  const department = shop.departments.find(({ name }) => name === product.department);
  const alike = (department?.products ?? [])
    .filter(({ id, type }) => id !== product.id && type === product.type)
    .slice(0, alikeShown);
  return html`<nav class="crumbs" aria-label="Breadcrumb">
      <a href="/">Home</a>
      ${department ? html`<a href="/department/${encodeURIComponent(department.slug)}">${department.name}</a>` : null}
    </nav>
    <article class="product" itemscope itemtype="https://schema.org/Product">
      <div class="picture">${renderPicture(product, true)}</div>
      <div class="facts">
        <p class="brand" itemprop="brand">${product.brand}</p>
        <h1 itemprop="name">${product.title}</h1>
        <p class="large-price">${renderPrice(product)}</p>
        <p class="description" itemprop="description">${product.description}</p>
        ${renderAttributes(product)}
        <form method="post" action="/cart" data-cart-form>
          <input type="hidden" name="action" value="add" />
          <input type="hidden" name="id" value="${product.id}" />
          <button class="primary" data-personal-rank-action="cart" data-personal-rank-item="${product.id}">
            Add to cart
          </button>
          <p class="added" role="status"></p>
        </form>
        <ul class="promises">
          <li>Delivered in two to three days</li>
          <li>Returns free within 60 days</li>
        </ul>
      </div>
    </article>
    ${
      alike.length > 0
        ? html`<section aria-labelledby="alike-title">
            <h2 id="alike-title">More like this</h2>
            <ul class="cards">
              ${alike.map((other) => renderCard(other))}
            </ul>
          </section>`
        : null
    }`;
}

function renderAttributes({ attributes }: Product): SafeHtml | null {
  if (attributes.length === 0) return null;
  return html`<ul class="attributes" aria-label="Details">
    ${attributes.map((fact) => html`<li>${fact}</li>`)}
  </ul>`;
}
