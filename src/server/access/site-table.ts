import { DAY_MS } from "../day-ms.ts";
import { count, text } from "../sql/sql-database.ts";
import type { SqlDatabase, SqlSession } from "../sql/sql-database.ts";
import { newToken, tokenHash } from "./hashed-token.ts";
import { originQuotas, requireRoom } from "./origin-quotas.ts";

/** A shop whose pages may send reports. */
export interface Site {
  readonly name: string;
  /** As browsers write them: `https://shop.example`. */
  readonly origins: readonly string[];
  /** Reports that all its pages may send together in a day, by UTC. */
  readonly dailyQuota: number;
  /** Of that, by origin, for its pages alone; the other origins have equal parts of the rest. */
  readonly setApart: ReadonlyMap<string, number>;
}

/** What came in a day, as far as all nodes have told. */
interface SiteCounts {
  readonly reports: number;
  readonly byOrigin: ReadonlyMap<string, OriginCount>;
}

interface OriginCount {
  readonly reports: number;
  readonly dailyQuota: number;
}

/** Reports of one site that were let in. */
export interface LetIn {
  readonly reports: number;
  /** Of these; at least one each. */
  readonly byOrigin: ReadonlyMap<string, number>;
}

export interface SiteRow extends Site, SiteCounts {
  readonly createdAtMs: number;
  /** Those that are valid now, newest first. */
  readonly tokens: readonly { readonly createdAtMs: number; readonly endsAtMs: number | null }[];
}

/** All that a node has to know to let reports in. */
export interface SitesNow {
  readonly sites: ReadonlyMap<string, Site & SiteCounts>;
  /** By their hashes. */
  readonly tokens: ReadonlyMap<string, { readonly site: string; readonly endsAtMs: number }>;
}

/**
 * Sites and their tokens, in a migrated database. A token is no secret, as every visitor of the shop can read it; it is kept as a hash
 * all the same, so that whoever reads a backup cannot use it up.
 */
export interface SiteTable {
  /**
   * @returns The site's token: nobody can read it again.
   * @throws {Error} if there is a site of this name, or its quota is less than its origins need.
   */
  create(site: Omit<Site, "setApart"> & Partial<Pick<Site, "setApart">>): Promise<string>;
  /**
   * Other origins come without what was set apart for those before.
   *
   * @throws {Error} if there is no such site, or its quota is less than its origins need.
   */
  change(name: string, changes: Partial<Omit<Site, "name">>): Promise<void>;
  /**
   * @param graceMs How long the tokens of before are valid yet.
   * @returns The new token.
   * @throws {Error} if there is no such site.
   */
  rotate(name: string, graceMs: number): Promise<string>;
  /**
   * Ends all tokens of a site. The site stays, so that the server does not open to everybody.
   *
   * @returns How many there were.
   * @throws {Error} if there is no such site.
   */
  revoke(name: string): Promise<number>;
  /** By name. */
  list(): Promise<readonly SiteRow[]>;
  /** Adds these reports, by site, to those of a day, and reads what is then: two journeys to a PostgreSQL, however many there are. */
  settle(day: number, letIn: ReadonlyMap<string, LetIn>): Promise<SitesNow>;
}

/** Tells a token from the other texts of 43 characters that a tag has. */
const PREFIX = "site-";
const FOREVER_MS = Number.MAX_SAFE_INTEGER;

/** @see SiteTable */
export function createSiteTable(database: SqlDatabase, nowMs: () => number): SiteTable {
  const addToken = async (session: SqlSession, site: string): Promise<string> => {
    const token = `${PREFIX}${newToken()}`;
    await session.run(
      "INSERT INTO site_token (token_hash, site, created_at_ms, ends_at_ms) VALUES (?, ?, ?, ?)",
      [tokenHash(token), site, nowMs(), FOREVER_MS],
    );
    return token;
  };
  const inSite = <Result>(
    name: string,
    act: (session: SqlSession, site: Site) => Promise<Result>,
  ): Promise<Result> =>
    database.transaction(async (session) => {
      const [row] = await session.all(
        "SELECT name, origins, daily_quota, set_apart FROM site WHERE name = ?",
        [name],
      );
      if (row === undefined)
        throw new Error(`There is no site "${name}": "tokens list" lists them, "tokens create" makes one`);
      return act(session, siteOf(row));
    });

  return {
    create: ({ setApart = new Map(), ...named }) =>
      database.transaction(async (session) => {
        const site = { ...named, setApart };
        const created = await session.run(
          "INSERT INTO site (name, origins, daily_quota, created_at_ms, set_apart) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          [site.name, site.origins.join(" "), site.dailyQuota, nowMs(), setApartText(site)],
        );
        if (created === 0)
          throw new Error(
            `Cannot create the site "${site.name}" as there is one of that name: "tokens rotate" gives it another token`,
          );
        requireRoom(site);
        return addToken(session, site.name);
      }),
    change: (name, changes) =>
      inSite(name, async (session, before) => {
        const site = {
          ...before,
          ...(changes.origins === undefined ? {} : { setApart: new Map() }),
          ...changes,
        };
        requireRoom(site);
        await session.run("UPDATE site SET origins = ?, daily_quota = ?, set_apart = ? WHERE name = ?", [
          site.origins.join(" "),
          site.dailyQuota,
          setApartText(site),
          name,
        ]);
      }),
    rotate: (name, graceMs) =>
      inSite(name, async (session) => {
        const now = nowMs();
        await session.run("DELETE FROM site_token WHERE ends_at_ms <= ?", [now]);
        await session.run("UPDATE site_token SET ends_at_ms = ? WHERE site = ? AND ends_at_ms > ?", [
          now + graceMs,
          name,
          now + graceMs,
        ]);
        return addToken(session, name);
      }),
    revoke: (name) => inSite(name, (session) => session.run("DELETE FROM site_token WHERE site = ?", [name])),
    async list() {
      const now = nowMs();
      const tokens = await database.all(
        "SELECT site, created_at_ms, ends_at_ms FROM site_token WHERE ends_at_ms > ? ORDER BY created_at_ms DESC, ends_at_ms DESC",
        [now],
      );
      const day = Math.floor(now / DAY_MS);
      const [sites, origins] = [await siteRows(database, day), await originRows(database, day)];
      return sites.map((row) => ({
        ...countedSite(row, origins),
        createdAtMs: count(row, "created_at_ms"),
        tokens: tokens
          .filter((token) => token["site"] === row["name"])
          .map((token) => {
            const endsAtMs = count(token, "ends_at_ms");
            return {
              createdAtMs: count(token, "created_at_ms"),
              endsAtMs: endsAtMs === FOREVER_MS ? null : endsAtMs,
            };
          }),
      }));
    },
    settle: (day, letIn) =>
      database.transaction(async (session) => {
        // One statement does not wait for the answer to another: they travel together.
        const written = additionsTo(day, letIn).map(({ sql, values }) => session.run(sql, values));
        const [sites, origins, tokens] = await Promise.all([
          siteRows(session, day),
          originRows(session, day),
          session.all("SELECT token_hash, site, ends_at_ms FROM site_token", []),
          ...written,
        ]);
        return {
          sites: new Map(sites.map((row) => [text(row, "name"), countedSite(row, origins)])),
          tokens: new Map(
            tokens.map((row) => [
              text(row, "token_hash"),
              { site: text(row, "site"), endsAtMs: count(row, "ends_at_ms") },
            ]),
          ),
        };
      }),
  };
}

type Row = Awaited<ReturnType<SqlSession["all"]>>[number];

interface Addition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** In one order on every node: none waits for another that waits for it. */
function additionsTo(day: number, letIn: ReadonlyMap<string, LetIn>): Addition[] {
  return byName(letIn).flatMap(([site, { reports, byOrigin }]) => [
    {
      sql: "INSERT INTO site_count (site, day, reports) VALUES (?, ?, ?) ON CONFLICT (site, day) DO UPDATE SET reports = site_count.reports + excluded.reports",
      values: [site, day, reports],
    },
    ...byName(byOrigin).map(([origin, more]) => ({
      sql: "INSERT INTO origin_count (day, site, origin, reports) VALUES (?, ?, ?, ?) ON CONFLICT (day, site, origin) DO UPDATE SET reports = origin_count.reports + excluded.reports",
      values: [day, site, origin, more],
    })),
  ]);
}

function byName<Value>(values: ReadonlyMap<string, Value>): [string, Value][] {
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1));
}

function siteRows(session: SqlSession, day: number): Promise<Row[]> {
  return session.all(
    "SELECT name, origins, daily_quota, set_apart, created_at_ms, COALESCE(site_count.reports, 0) AS reports FROM site LEFT JOIN site_count ON site_count.site = site.name AND site_count.day = ? ORDER BY name",
    [day],
  );
}

function originRows(session: SqlSession, day: number): Promise<Row[]> {
  return session.all("SELECT site, origin, reports FROM origin_count WHERE day = ?", [day]);
}

function countedSite(row: Row, originCounts: readonly Row[]): Site & SiteCounts {
  const site = siteOf(row);
  const counts = new Map(
    originCounts
      .filter((one) => one["site"] === site.name)
      .map((one) => [text(one, "origin"), count(one, "reports")]),
  );
  const byOrigin = [...originQuotas(site)].map(
    ([origin, dailyQuota]) => [origin, { reports: counts.get(origin) ?? 0, dailyQuota }] as const,
  );
  return { ...site, reports: count(row, "reports"), byOrigin: new Map(byOrigin) };
}

function siteOf(row: Row): Site {
  return {
    name: text(row, "name"),
    origins: text(row, "origins").split(" "),
    dailyQuota: count(row, "daily_quota"),
    // As setApartText has written it.
    setApart: new Map(
      row["set_apart"] === null ? [] : (JSON.parse(text(row, "set_apart")) as [string, number][]),
    ),
  };
}

function setApartText({ setApart }: Site): string {
  return JSON.stringify([...setApart]);
}
