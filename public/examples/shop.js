import { askedFor, make, pictureOf, showItem, showNothing } from "./item-page.js";

const sku = askedFor("item");
if (sku !== null) {
  const card = [...document.querySelectorAll("[itemtype$='/Product']")].find(
    (one) => one.querySelector("[itemprop=sku]").content === sku,
  );
  if (card === undefined) showNothing();
  else showProduct(card);
}

function showProduct(card) {
  const textOf = (property) => card.querySelector(`[itemprop=${property}]`).textContent.trim();
  const entity = {
    "@type": "Product",
    sku,
    name: textOf("name"),
    description: textOf("description"),
    brand: { "@type": "Brand", name: textOf("brand") },
    offers: {
      "@type": "Offer",
      price: card.querySelector("[itemprop=price]").getAttribute("content"),
      priceCurrency: "EUR",
    },
  };
  showItem(
    entity,
    pictureOf(card),
    make("p", { className: "meta", textContent: `${textOf("brand")} · ${textOf("category")}` }),
    make("h1", { textContent: entity.name }),
    make("p", { textContent: entity.description }),
    make("p", { className: "price", textContent: textOf("price") }),
    make("p", {}, card.querySelector("button").cloneNode(true)),
  );
}

const count = document.querySelector("[data-basket]");

function inBasket() {
  return JSON.parse(sessionStorage.getItem("basket") ?? "[]");
}

/** The tag hears of it by the attributes on the button; the basket is the shop's own business. */
document.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-personal-rank-action]");
  if (button === null) return;
  sessionStorage.setItem("basket", JSON.stringify([...inBasket(), button.dataset.personalRankItem]));
  count.textContent = String(inBasket().length);
  button.textContent = "In the basket";
});
count.textContent = String(inBasket().length);
