/**
 * Titles as the page shows them, by item id, or else as the tag has read them; an item that has left the page is named by its id.
 *
 * @param selector Where a card with `data-id` has its title.
 */
export function pageTitles(selector: string): (id: string) => string {
  const titles = new Map<string, string>();
  for (const card of document.querySelectorAll<HTMLElement>("[data-id]")) {
    const title = card.querySelector(selector)?.textContent?.trim();
    if (title) titles.set(card.dataset["id"]!, title);
  }
  return (id) => titles.get(id) ?? window.personalRank?.candidateOf(id)?.title ?? id;
}
