import type { ObservedPage } from "../../federation/observed-page.ts";
import { CORE_COUNT } from "../../learning/feature-layout.ts";
import { firstColumns } from "../../learning/feature-width.ts";

/**
 * A page with the first features only, [n, 185]. No history and no catalogue here has facts or vectors: a prior that were fitted of
 * those coordinates too would only take directions, and time, from the others. Heads complete it.
 */
export function corePage<Page extends Pick<ObservedPage, "features">>(page: Page): Page {
  return { ...page, features: Float32Array.from(firstColumns(page.features, CORE_COUNT)) };
}
