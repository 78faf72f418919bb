import type { Site } from "./site-table.ts";

/**
 * How many reports the pages of each of a site's origins may send in a day: what was set apart for it, or an equal part of what that leaves
 * of the site's quota, rounded down. They are no more than the quota together, so that no origin uses up what is another's.
 *
 * @returns By origin, 1 or more each.
 */
export function originQuotas({
  origins,
  dailyQuota,
  setApart,
}: Omit<Site, "name">): ReadonlyMap<string, number> {
  const others = origins.filter((origin) => !setApart.has(origin)).length;
  const part = Math.max(1, Math.floor((dailyQuota - sumOf(setApart)) / others));
  return new Map(origins.map((origin) => [origin, setApart.get(origin) ?? part]));
}

/** @throws {Error} if a site's quota is less than what was set apart of it, and one for each other origin. */
export function requireRoom(site: Site): void {
  const { name, dailyQuota, setApart } = site;
  const needed = [...originQuotas({ ...site, dailyQuota: 0 }).values()].reduce(
    (sum, quota) => sum + quota,
    0,
  );
  if (needed <= dailyQuota) return;
  throw new Error(
    `Cannot give the site "${name}" ${dailyQuota} reports a day as ${sumOf(setApart)} of them are set apart for some of its origins, and each other one needs one: give it ${needed} or more, or set less apart`,
  );
}

function sumOf(quotas: ReadonlyMap<string, number>): number {
  return [...quotas.values()].reduce((sum, quota) => sum + quota, 0);
}
