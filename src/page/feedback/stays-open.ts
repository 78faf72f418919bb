import { isPlainClick } from "./is-plain-click.ts";

/** How long a page that a link leads away from may still be there before we take it that it stays, in ms. */
const LEAVING_MS = 1_500;

/**
 * Settles once a click has turned out not to lead away from this page: at once for most clicks, after {@link LEAVING_MS}
 * for one that follows a link or sends a form within the shop.
 *
 * Until then its feedback waits in the tab's session, from where the next page takes it. A worker that starts to learn
 * as its page goes away is frozen with the storage locked; the next page needs that lock, and the browser then throws the
 * frozen page out of its cache: the way back would be a load instead of an instant.
 */
export async function staysOpen(event: Event): Promise<void> {
  // The page's own handlers come after ours, and may keep the click from doing anything.
  await new Promise((resolve) => setTimeout(resolve));
  if (leadsAway(event)) await new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
}

function leadsAway(event: Event): boolean {
  if (event.defaultPrevented || !isPlainClick(event)) return false;
  const target = event.target instanceof Element ? event.target : null;
  const link = target?.closest<HTMLAnchorElement>("a[href]");
  if (link != null) {
    const isElsewhere = link.pathname !== location.pathname || link.search !== location.search;
    return link.origin === location.origin && isElsewhere && isThisTab(link.target) && !link.download;
  }
  const button = target?.closest<HTMLButtonElement | HTMLInputElement>("button, input");
  const form = button?.form;
  return form != null && /^(submit|image)$/.test(button!.type) && isThisTab(form.target);
}

function isThisTab(target: string): boolean {
  return target === "" || target === "_self";
}
