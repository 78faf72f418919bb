// Paste this into Settings > Customer events > Add custom pixel, with the permission "Preferences".
//
// It leaves what was put into the cart and bought in the shop's own localStorage, from where the tag on the storefront takes it.
// Nothing is sent. Shopify's checkout has no place for the tag: without this pixel it hears of no purchase.
(() => {
  const KEY = "personal-rank:shopify";
  const MAX_LETTERS = 50;
  const MAX_ITEMS = 50;

  const allows = (privacy) => privacy?.preferencesProcessingAllowed === true;
  let isAllowed = allows(init.customerPrivacy);
  /** One change of the mailbox after the other: the storage answers later. */
  let last = Promise.resolve();
  const change = (act) => (last = last.then(act).catch(() => undefined));

  api.customerPrivacy.subscribe("visitorConsentCollected", (event) => {
    isAllowed = allows(event.customerPrivacy);
    if (!isAllowed) void change(() => browser.localStorage.removeItem(KEY));
  });

  /** All names that a product may have on a card: the page knows which of them it uses. */
  const namesOf = (variant) =>
    [variant?.product?.id, variant?.sku, variant?.product?.url?.split("?")[0], variant?.id].filter(Boolean);

  const leave = (action, id, variants) =>
    change(async () => {
      const items = variants
        .slice(0, MAX_ITEMS)
        .map(namesOf)
        .filter((names) => names.length > 0);
      if (!isAllowed || !id || items.length === 0) return;
      let letters = [];
      try {
        letters = JSON.parse((await browser.localStorage.getItem(KEY)) ?? "[]");
      } catch {
        // Something else was written there.
      }
      const kept = Array.isArray(letters) ? letters : [];
      await browser.localStorage.setItem(
        KEY,
        JSON.stringify([...kept, { action, id, items }].slice(-MAX_LETTERS)),
      );
    });

  analytics.subscribe("product_added_to_cart", (event) =>
    leave("cart", event.id, [event.data?.cartLine?.merchandise]),
  );
  analytics.subscribe("checkout_completed", (event) => {
    const checkout = event.data?.checkout;
    // The order's own number: a thank-you page that is loaded again is the same purchase.
    return leave(
      "purchase",
      checkout?.order?.id ?? event.id,
      (checkout?.lineItems ?? []).map((line) => line?.variant),
    );
  });
})();
