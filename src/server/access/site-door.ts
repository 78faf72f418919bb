import { AccessError } from "./access-error.ts";
import { tokenHash } from "./hashed-token.ts";
import { DAY_MS } from "../day-ms.ts";
import type { LetIn, SitesNow, SiteTable } from "./site-table.ts";

/** Who may send reports to this node. Without any site: everybody. */
export interface SiteDoor {
  /**
   * @returns Whether any site has this origin; null while there is no site.
   * @throws {Error} if the database cannot be read.
   */
  hasOrigin(origin: string | undefined): Promise<boolean | null>;
  /**
   * Lets one report in, and counts it, whatever becomes of it.
   *
   * @throws {AccessError} `token`, `origin` or `quota`.
   * @throws {Error} if the database cannot be read.
   */
  enter(report: { readonly token: string | undefined; readonly origin: string | undefined }): Promise<void>;
  /** Tells the database what this node has counted. */
  settle(): Promise<void>;
}

/** How long a node may not know of a token that was revoked elsewhere. */
const FRESH_MS = 1_000;
/** Of a site's quota, and of an origin's: as many reports a node may count by itself before it tells the others. */
const UNSETTLED_SHARE = 0.01;

interface Known extends SitesNow {
  /** Of all sites. */
  readonly origins: ReadonlySet<string>;
  readonly day: number;
  readonly readAtMs: number;
}

/** What a node has counted of a site by itself. */
interface Unsettled extends LetIn {
  reports: number;
  readonly byOrigin: Map<string, number>;
}

/**
 * The door of one node. It asks the database when a report comes and it has not asked for a second, or has counted a hundredth of a
 * site's quota or an origin's by itself; all reports that come meanwhile wait for the same answer. So n nodes of one database let in at most
 * (n − 1)/100 of a quota too many, and one node none; a node that is killed forgets at most a hundredth of each.
 */
export function createSiteDoor(sites: Pick<SiteTable, "settle">, nowMs: () => number): SiteDoor {
  let known: Known | null = null;
  /** By site: what the database has not been told, all of the day of `known`. */
  let unsettled = new Map<string, Unsettled>();
  let isFull = false;
  let asking: Promise<Known> | null = null;

  const ask = async (): Promise<Known> => {
    const now = nowMs();
    const day = Math.floor(now / DAY_MS);
    const counted = unsettled;
    // Nobody enters before the answer is there, so nothing is counted meanwhile.
    let read = await sites.settle(known?.day ?? day, counted);
    unsettled = new Map();
    isFull = false;
    if (known !== null && known.day !== day) read = await sites.settle(day, unsettled);
    const origins = new Set([...read.sites.values()].flatMap(({ origins }) => origins));
    return (known = { ...read, origins, day, readAtMs: now });
  };
  const current = async (): Promise<Known> => {
    const now = nowMs();
    const isFresh = known !== null && !isFull && Math.abs(now - known.readAtMs) < FRESH_MS;
    if (known !== null && isFresh && asking === null && known.day === Math.floor(now / DAY_MS)) return known;
    return (asking ??= ask().finally(() => {
      asking = null;
    }));
  };

  return {
    async hasOrigin(origin) {
      const { sites, origins } = await current();
      return sites.size === 0 ? null : origin !== undefined && origins.has(origin);
    },
    async enter({ token, origin }) {
      for (;;) {
        const { sites, tokens, day } = await current();
        if (asking !== null || isFull) continue; // others were quicker, and what was read may be used up
        if (sites.size === 0) return;
        const found = token === undefined ? undefined : tokens.get(tokenHash(token));
        const site = found !== undefined && found.endsAtMs > nowMs() ? sites.get(found.site) : undefined;
        if (site === undefined)
          throw new AccessError(
            "token",
            `The header "Personal-Rank-Token" must be a token of a site, as the tag's data-sync-token says: got ${token === undefined ? "none" : "one that is unknown, too old or revoked"}`,
          );
        const ofOrigin = origin === undefined ? undefined : site.byOrigin.get(origin);
        if (origin === undefined || ofOrigin === undefined)
          throw new AccessError(
            "origin",
            `The header "Origin" must be one of the site "${site.name}": got ${origin === undefined ? "none" : JSON.stringify(origin.slice(0, 200))}; "tokens change" adds one`,
          );
        const own = unsettled.get(site.name) ?? { reports: 0, byOrigin: new Map<string, number>() };
        const ownOfOrigin = own.byOrigin.get(origin) ?? 0;
        const tomorrow = (day + 1) * DAY_MS;
        if (site.reports + own.reports >= site.dailyQuota)
          throw new AccessError(
            "quota",
            `The site "${site.name}" may send ${site.dailyQuota} reports a day, and has: send again tomorrow`,
            tomorrow - nowMs(),
          );
        if (ofOrigin.reports + ownOfOrigin >= ofOrigin.dailyQuota)
          throw new AccessError(
            "quota",
            `Pages of ${origin} may send ${ofOrigin.dailyQuota} of the reports that the site "${site.name}" may send a day, and have: send again tomorrow`,
            tomorrow - nowMs(),
          );
        own.reports++;
        own.byOrigin.set(origin, ownOfOrigin + 1);
        unsettled.set(site.name, own);
        isFull ||=
          own.reports >= site.dailyQuota * UNSETTLED_SHARE ||
          ownOfOrigin + 1 >= ofOrigin.dailyQuota * UNSETTLED_SHARE;
        return;
      }
    },
    async settle() {
      await asking?.catch(() => undefined);
      if (unsettled.size > 0) await ask();
    },
  };
}
