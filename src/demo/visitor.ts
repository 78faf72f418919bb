/** What the demo shop keeps about a visitor, all of it in the visitor's own cookies. */
export interface Visitor {
  /** The choice about the personal order; null as long as none was made. */
  readonly consent: "granted" | "denied" | null;
  /** Ids in the cart, in the order they were added; twice is two pieces. */
  readonly cart: readonly string[];
  readonly isInspectorOpen: boolean;
}

const maxCartItems = 40;

/** Reads the visitor from a `Cookie` header. */
export function visitorFromCookies(header: string | undefined): Visitor {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const split = pair.indexOf("=");
    if (split > 0) cookies.set(pair.slice(0, split).trim(), pair.slice(split + 1).trim());
  }
  const consent = cookies.get("personal-order");
  return {
    consent: consent === "granted" || consent === "denied" ? consent : null,
    cart: idsFromCookie(cookies.get("cart") ?? ""),
    isInspectorOpen: cookies.get("inspector") !== "closed",
  };
}

/**
 * The `Set-Cookie` header that keeps a cart; the inverse of what {@link visitorFromCookies} reads. Scripts may read it:
 * a page from the browser's history counts the cart by itself.
 */
export function cartCookie(cart: readonly string[]): string {
  const value = cart.slice(0, maxCartItems).map(encodedId).join(".");
  return `cart=${value}; Path=/; Max-Age=604800; SameSite=Lax`;
}

/** `encodeURIComponent` leaves dots alone, and the dot separates ids here. */
function encodedId(id: string): string {
  return encodeURIComponent(id).replaceAll(".", "%2E");
}

function idsFromCookie(value: string): string[] {
  if (value === "") return [];
  try {
    return value.split(".").map(decodeURIComponent).slice(0, maxCartItems);
  } catch {
    // A cookie that is not ours or was cut off: an empty cart is the honest answer.
    return [];
  }
}
