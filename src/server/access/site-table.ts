import { DAY_MS } from "../day-ms.ts";
import { count, text } from "../sql/sql-database.ts";
import type { SqlDatabase, SqlSession } from "../sql/sql-database.ts";
import { newToken, tokenHash } from "./hashed-token.ts";

/** A shop whose pages may send reports. */
export interface Site {
  readonly name: string;
  /** As browsers write them: `https://shop.example`. */
  readonly origins: readonly string[];
  /** Reports that all its pages may send together in a day, by UTC. */
  readonly dailyQuota: number;
}

export interface SiteRow extends Site {
  readonly createdAtMs: number;
  /** Those that are valid now, newest first. */
  readonly tokens: readonly { readonly createdAtMs: number; readonly endsAtMs: number | null }[];
  /** Of today, as far as all nodes have told. */
  readonly reports: number;
}

/** All that a node has to know to let reports in. */
export interface SitesNow {
  readonly sites: ReadonlyMap<string, Site & { readonly reports: number }>;
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
   * @throws {Error} if there is a site of this name.
   */
  create(site: Site): Promise<string>;
  /** @throws {Error} if there is no such site. */
  change(name: string, changes: Partial<Pick<Site, "origins" | "dailyQuota">>): Promise<void>;
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
  /** Adds these reports, by site, to those of a day, and reads what is then. */
  settle(day: number, reports: ReadonlyMap<string, number>): Promise<SitesNow>;
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
  const inSite = <Result>(name: string, act: (session: SqlSession) => Promise<Result>): Promise<Result> =>
    database.transaction(async (session) => {
      const [row] = await session.all("SELECT name FROM site WHERE name = ?", [name]);
      if (row === undefined)
        throw new Error(`There is no site "${name}": "tokens list" lists them, "tokens create" makes one`);
      return act(session);
    });

  return {
    create: ({ name, origins, dailyQuota }) =>
      database.transaction(async (session) => {
        const created = await session.run(
          "INSERT INTO site (name, origins, daily_quota, created_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
          [name, origins.join(" "), dailyQuota, nowMs()],
        );
        if (created === 0)
          throw new Error(
            `Cannot create the site "${name}" as there is one of that name: "tokens rotate" gives it another token`,
          );
        return addToken(session, name);
      }),
    change: (name, { origins, dailyQuota }) =>
      inSite(name, async (session) => {
        if (origins !== undefined)
          await session.run("UPDATE site SET origins = ? WHERE name = ?", [origins.join(" "), name]);
        if (dailyQuota !== undefined)
          await session.run("UPDATE site SET daily_quota = ? WHERE name = ?", [dailyQuota, name]);
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
      return (await siteRows(database, Math.floor(now / DAY_MS))).map((row) => ({
        ...siteOf(row),
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
    settle: (day, reports) =>
      database.transaction(async (session) => {
        // In one order on every node: none waits for another that waits for it.
        for (const [site, more] of [...reports].sort(([a], [b]) => (a < b ? -1 : 1)))
          await session.run(
            "INSERT INTO site_count (site, day, reports) VALUES (?, ?, ?) ON CONFLICT (site, day) DO UPDATE SET reports = site_count.reports + excluded.reports",
            [site, day, more],
          );
        const sites = (await siteRows(session, day)).map((row) => [text(row, "name"), siteOf(row)] as const);
        const tokens = await session.all("SELECT token_hash, site, ends_at_ms FROM site_token", []);
        return {
          sites: new Map(sites),
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

function siteRows(session: SqlSession, day: number): Promise<Row[]> {
  return session.all(
    "SELECT name, origins, daily_quota, created_at_ms, COALESCE(site_count.reports, 0) AS reports FROM site LEFT JOIN site_count ON site_count.site = site.name AND site_count.day = ? ORDER BY name",
    [day],
  );
}

function siteOf(row: Row): Site & { readonly reports: number } {
  return {
    name: text(row, "name"),
    origins: text(row, "origins").split(" "),
    dailyQuota: count(row, "daily_quota"),
    reports: count(row, "reports"),
  };
}
