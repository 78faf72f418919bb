import { html, type SafeHtml } from "./html.ts";
import type { Product } from "./product.ts";
import { formatPrice, productPath, renderPicture } from "./render-card.ts";

/** The cart: what is in it, what it costs, and the button that buys it. */
export function renderCartPage(products: readonly Product[], isBought: boolean): SafeHtml {
  if (isBought) {
    return html`<section class="message">
      <h1>Thank you</h1>
      <p>This is a demo shop, so nothing will arrive. What you bought did shape your order of the lists.</p>
      <p><a class="primary" href="/">Keep looking around</a></p>
    </section>`;
  }
  if (products.length === 0) {
    return html`<section class="message">
      <h1>Your cart is empty</h1>
      <p><a class="primary" href="/">Find something nice</a></p>
    </section>`;
  }
  const total = products.reduce((sum, { price }) => sum + (price ?? 0), 0);
  return html`<h1>Your cart</h1>
    <ul class="cart-lines">
      ${products.map(renderLine)}
    </ul>
    <p class="total">Total <strong>${formatPrice(total)}</strong></p>
    <form method="post" action="/cart" data-checkout-form>
      <input type="hidden" name="action" value="checkout" />
      <button
        class="primary"
        data-personal-rank-action="purchase"
        data-personal-rank-item="${products.map(({ id }) => id).join(",")}"
      >
        Buy now
      </button>
    </form>`;
}

function renderLine(product: Product): SafeHtml {
  return html`<li>
    <span class="picture">${renderPicture(product, true)}</span>
    <span class="line-title"
      ><a href="${productPath(product)}">${product.title}</a><span class="brand">${product.brand}</span></span
    >
    <span class="price">${product.price === null ? "" : formatPrice(product.price)}</span>
    <form method="post" action="/cart">
      <input type="hidden" name="action" value="remove" />
      <input type="hidden" name="id" value="${product.id}" />
      <button class="quiet" aria-label="Remove ${product.title}">Remove</button>
    </form>
  </li>`;
}
