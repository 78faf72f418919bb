import { askedFor, listedEntities, make, pictureOf, showItem, showNothing } from "./item-page.js";

const id = askedFor("story");
if (id !== null) {
  const entity = listedEntities().find((one) => one.identifier === id);
  if (entity === undefined) showNothing();
  else showStory(entity);
}

function showStory(entity) {
  const date = new Date(entity.datePublished).toLocaleDateString("en-GB", { dateStyle: "long" });
  const card = document.querySelector(`.card a[href$="?story=${CSS.escape(id)}"]`)?.closest(".card");
  showItem(
    entity,
    pictureOf(card),
    make("p", {
      className: "meta",
      textContent: `${entity.articleSection} · ${entity.author.name} · ${date}`,
    }),
    make("h1", { textContent: entity.headline }),
    make(
      "div",
      { className: "body" },
      ...entity.articleBody.split("\n\n").map((text) => make("p", { textContent: text })),
    ),
  );
}
