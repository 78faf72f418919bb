/**
 * What a server would do: makes the page of one item out of the page that lists them, if its address asks for one. It stands
 * before the tag, which finds the item's page as any other.
 */

/** The value of a parameter of the address; null on the list page. */
export function askedFor(parameter) {
  return new URLSearchParams(location.search).get(parameter);
}

/** The entities that the page's JSON-LD lists, from `ItemList` or `FAQPage`. */
export function listedEntities() {
  const list = JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent);
  return list.mainEntity ?? list.itemListElement.map(({ item }) => item);
}

/** An element with properties and children; text is never markup. */
export function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** The picture of a card, as it is. */
export function pictureOf(card) {
  return card?.querySelector(".picture")?.cloneNode(true) ?? "";
}

/**
 * Shows the item instead of the list, with its own title, canonical address and JSON-LD.
 *
 * @param entity What schema.org knows of the item.
 */
export function showItem(entity, ...content) {
  const main = document.querySelector("main");
  const back = make("a", {
    href: location.pathname,
    textContent: `← ${document.querySelector("h1").textContent}`,
  });
  main.replaceChildren(
    make("nav", { ariaLabel: "Back" }, back),
    make("article", { className: "item" }, ...content),
  );
  document.title = `${entity.name ?? entity.headline} · ${document.title}`;
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) script.remove();
  document.head.append(
    make("link", { rel: "canonical", href: location.pathname + location.search }),
    make("script", {
      type: "application/ld+json",
      textContent: JSON.stringify({ "@context": "https://schema.org", ...entity }),
    }),
  );
}

export function showNothing() {
  document
    .querySelector("main")
    .replaceChildren(
      make("h1", { textContent: "There is nothing here" }),
      make("p", {}, make("a", { href: location.pathname, textContent: "To the list" })),
    );
}
