import { SafeHtml } from "./html.ts";
import type { Product } from "./product.ts";
import { productPath } from "./render-card.ts";

/**
 * The list as a schema.org `ItemList` in JSON-LD, as search engines want it; the attributes of a product are told only
 * here. Inside a script nothing is escaped as HTML, so `<` is written as a JSON escape: no title can end the script.
 */
export function renderStructuredData(products: readonly Product[]): SafeHtml {
  const list = {
    "@context": "https://schema.org",
    "@type": "ItemList",
    numberOfItems: products.length,
    itemListElement: products.map((product, index) => ({
      "@type": "ListItem",
      position: index + 1,
      item: structuredProduct(product),
    })),
  };
  const json = JSON.stringify(list).replaceAll("<", "\\u003c");
  return new SafeHtml(`<script type="application/ld+json">${json}</script>`);
}

function structuredProduct(product: Product): Readonly<Record<string, unknown>> {
  return {
    "@type": "Product",
    productID: product.id,
    sku: product.id,
    name: product.title,
    description: product.description,
    url: productPath(product),
    image: `/pictures/${encodeURIComponent(product.id)}.svg`,
    category: product.department,
    ...(product.brand === "" ? {} : { brand: { "@type": "Brand", name: product.brand } }),
    ...(product.price === null
      ? {}
      : { offers: { "@type": "Offer", price: product.price.toFixed(2), priceCurrency: "EUR" } }),
    additionalProperty: product.attributes.map((value) => ({
      "@type": "PropertyValue",
      name: "feature",
      value,
    })),
  };
}
