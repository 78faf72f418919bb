/** Brands as the page names them on its cards, by item id; null for an item without. */
export function pageBrands(): (itemId: string) => string | null {
  const brands = new Map<string, string>();
  for (const { dataset } of document.querySelectorAll<HTMLElement>("[data-id][data-brand]")) {
    const { id, brand } = dataset;
    if (id && brand) brands.set(id, brand);
  }
  return (itemId) => brands.get(itemId) ?? null;
}
