import { askedFor, listedEntities, make, showItem, showNothing } from "./item-page.js";

const id = askedFor("answer");
if (id !== null) {
  const entity = listedEntities().find((one) => one.identifier === id);
  if (entity === undefined) showNothing();
  else showAnswer(entity);
}

function showAnswer(entity) {
  const helped = document.querySelector(".helped").cloneNode(true);
  helped.querySelector("a").remove();
  showItem(
    entity,
    make("h1", { textContent: entity.name }),
    make("p", { textContent: entity.acceptedAnswer.text }),
    helped,
  );
}

/** What a help centre does with the answer: it counts, and says thank you. */
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".helped button");
  if (button === null) return;
  const thanks =
    button.textContent === "Yes"
      ? "Glad to hear that."
      : "Sorry. Perhaps one of the answers next to it does.";
  button.closest(".helped").querySelector("[role=status]").textContent = thanks;
});
