/** The demo shop's own script: consent banner and switch, cart without page change, inspector toggle, order label. */

const tag = document.querySelector('script[src$="/personal-rank.js"]');
const banner = document.querySelector("[data-consent-banner]");
const consentSwitch = document.querySelector("[data-consent-switch]");
const root = document.documentElement;
const oneYear = 31_536_000;

function remember(name, value) {
  document.cookie = `${name}=${value}; Path=/; Max-Age=${oneYear}; SameSite=Lax`;
}

function remembered(name) {
  return document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? null;
}

/** The tag watches its own attributes, so the choice counts at once and not only on the next page. */
function showConsent(choice) {
  if (tag.dataset.consent !== choice) tag.dataset.consent = choice;
  consentSwitch.setAttribute("aria-checked", String(choice === "granted"));
  banner.hidden = true;
  if (choice === "denied") showOrder("off", 0);
}

function setConsent(choice) {
  remember("personal-order", choice);
  showConsent(choice);
}

/**
 * A page that the browser brings back from its history was made before the last choice. This script stands before the
 * tag, so the tag starts with what holds now.
 */
function catchUp() {
  const choice = remembered("personal-order");
  if (choice === "granted" || choice === "denied") showConsent(choice);
  const cart = remembered("cart");
  document.querySelector("[data-cart-count]").textContent = String(cart ? cart.split(".").length : 0);
  showInspector(remembered("inspector") !== "closed");
}
addEventListener("pageshow", catchUp);

for (const button of document.querySelectorAll("[data-consent-choice]")) {
  button.addEventListener("click", () => setConsent(button.dataset.consentChoice));
}
consentSwitch.addEventListener("click", () => {
  setConsent(consentSwitch.getAttribute("aria-checked") === "true" ? "denied" : "granted");
});

/** Says beside the heading whose order this is. */
function showOrder(state, movedCount) {
  const label = document.querySelector("[data-order-state]");
  // Without a choice, or off from the start, the label that the server wrote is right.
  if (!label || (state === "off" && label.dataset.orderState === "shop")) return;
  label.dataset.orderState = state;
  label.textContent = {
    shop: "Shop order",
    personal: `Ordered for you · ${movedCount} moved · Why?`,
    general: "Not learned yet",
    off: "Personal order is off",
  }[state];
}

document.addEventListener("personal-rank:order", (event) => {
  const { items, generation } = event.detail.ranking;
  const movedCount = items.filter((item) => item.shopIndex !== item.position - 1).length;
  // Before anything is learned, what moved did so by what shoppers in general like.
  const movedState = generation > 0 ? "personal" : "general";
  showOrder(movedCount > 0 ? movedState : "shop", movedCount);
});

const toggle = document.querySelector("[data-inspector-toggle]");

function showInspector(isOpen) {
  root.dataset.inspector = isOpen ? "open" : "closed";
  toggle.setAttribute("aria-expanded", String(isOpen));
}

function setInspector(isOpen) {
  showInspector(isOpen);
  remember("inspector", root.dataset.inspector);
  // Below the shop it may be far away.
  if (isOpen && !matchMedia("(min-width: 1200px)").matches) {
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    document.querySelector("#inspector").scrollIntoView({ behavior });
  }
}

toggle.addEventListener("click", () => setInspector(root.dataset.inspector !== "open"));
document.querySelector("[data-order-state]")?.addEventListener("click", (event) => {
  event.preventDefault();
  setInspector(true);
  // It asks why: the tab of that name says so, of the first product until another is picked.
  if (event.currentTarget.dataset.orderState === "personal")
    document.querySelector("rank-inspector").shadowRoot?.querySelector("#tab-why")?.click();
});

/** Sends a form in the background; without this script the browser sends it and shows the cart. */
async function sendForm(form) {
  // Not `form.action`: the form has a field of that name.
  const response = await fetch(form.getAttribute("action"), {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
  });
  if (!response.ok) throw new Error(`The shop answered ${response.status}`);
}

document.querySelector("[data-cart-form]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const status = form.querySelector("[role=status]");
  try {
    await sendForm(form);
    const count = document.querySelector("[data-cart-count]");
    count.textContent = String(Number(count.textContent) + 1);
    status.textContent = "In your cart.";
  } catch {
    status.textContent = "That did not work. Please try again.";
  }
});

// Bought in the background too, so that the purchase is counted before the page goes.
document.querySelector("[data-checkout-form]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  try {
    await sendForm(form);
    location.assign("/cart?bought");
  } catch {
    form.submit();
  }
});

catchUp();
