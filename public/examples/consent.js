/** The consent button of the example pages: it sets `data-consent` on the tag, which is all that a banner has to do. */

const tag = document.querySelector("script[data-kind]");
const button = document.querySelector("[data-consent-button]");
const key = "examples-consent";

function show(isGranted) {
  const consent = isGranted ? "granted" : "denied";
  if (tag.dataset.consent !== consent) tag.dataset.consent = consent;
  button.setAttribute("aria-pressed", String(isGranted));
}

function remembered() {
  return localStorage.getItem(key) === "granted";
}

button.addEventListener("click", () => {
  const isGranted = !remembered();
  if (isGranted) localStorage.setItem(key, "granted");
  else localStorage.removeItem(key);
  show(isGranted);
});

// Also on the way back: a page from the browser's cache may be older than the last choice.
addEventListener("pageshow", () => show(remembered()));
show(remembered());
