import { INSPECT_BOOKMARKLET } from "../base/inspect-bookmarklet.ts";
import { html, type SafeHtml } from "./html.ts";
import type { Shop } from "./shop.ts";
import type { Visitor } from "./visitor.ts";

/** What one page puts into the template. */
export interface Page {
  readonly title: string;
  readonly main: SafeHtml;
  /** The product list that is to be ordered; null on pages without one. */
  readonly list: { readonly id: string; readonly query: string } | null;
  /** Text of the search box. */
  readonly query?: string;
  /** Slug of the department whose link is marked. */
  readonly departmentSlug?: string;
}

/**
 * Fills the placeholders of `index.html`: `<!--personal-rank:main-->` for text and markup, and `data-slot="list"` for
 * whole attributes, since a comment cannot stand inside a tag.
 */
export function renderPage(shop: Shop, visitor: Visitor, page: Page): string {
  const slots: Readonly<Record<string, SafeHtml | string>> = {
    title: html`${page.title}`,
    main: page.main,
    query: html`${page.query ?? ""}`,
    placeholder: html`Try ${shop.suggestions.slice(0, 3).join(", ")}…`,
    navigation: html`${shop.departments.map((department) => navigationLink(department, page.departmentSlug))}`,
    "cart-count": String(visitor.cart.length),
    consent: visitor.consent ?? "denied",
    list: page.list
      ? html`data-list="#results" data-item=".card" data-list-id="${page.list.id}"
        data-query="${page.list.query}"`
      : "",
    sync: shop.syncKey === null ? "" : html`data-sync="/v1" data-sync-key="${shop.syncKey}"`,
    "banner-hidden": visitor.consent === null ? "" : "hidden",
    "switch-state": visitor.consent === "granted" ? "true" : "false",
    bookmarklet: html`href="${INSPECT_BOOKMARKLET}"`,
    "inspector-state": visitor.isInspectorOpen ? "open" : "closed",
    "inspector-expanded": String(visitor.isInspectorOpen),
  };
  // A function as replacement: text with "$&" in it must arrive as it is.
  return shop.template.replace(
    /<!--personal-rank:([a-z-]+)-->|data-slot="([a-z-]+)"/g,
    (placeholder, text: string | undefined, attributes: string | undefined) =>
      String(slots[text ?? attributes ?? ""] ?? placeholder),
  );
}

function navigationLink(department: Shop["departments"][number], currentSlug: string | undefined): SafeHtml {
  const current = department.slug === currentSlug ? html` aria-current="page"` : null;
  return html`<li>
    <a href="/department/${encodeURIComponent(department.slug)}" ${current}>${department.name}</a>
  </li>`;
}
