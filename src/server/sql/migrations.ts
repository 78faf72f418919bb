import { POSTGRES, SQLITE, type Words } from "./schema-words.ts";
import { helperShares, ONE_CHECK, splitTerms } from "./split-migrations.ts";
import { SQLITE_BEFORE_ROUNDS } from "./sqlite-before-rounds.ts";
import type { SqlDatabase } from "./sql-database.ts";

/**
 * Releases and rounds. Every key that a report can collide in has the shard in it, so that the tables can be spread over machines
 * by (round, shard); no sequence, no trigger, no foreign key.
 */
const rounds = ({ integer, real, bytes, end }: Words): string => `
  CREATE TABLE release (
    version ${integer} PRIMARY KEY,
    layout TEXT NOT NULL,
    dimensions ${integer} NOT NULL,
    clip_norm ${real} NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    file ${bytes} NOT NULL,
    created_at_ms ${integer} NOT NULL
  ${end};
  CREATE TABLE round (
    id ${integer} PRIMARY KEY,
    state TEXT NOT NULL,
    opened_at_ms ${integer} NOT NULL,
    changed_at_ms ${integer} NOT NULL,
    -- Of the hash that sorts reports by network; gone when the round is summed.
    salt ${bytes},
    reports ${integer},
    -- The noisy mean, float64 little-endian: all that is left of the reports.
    mean ${bytes},
    base_version ${integer},
    candidate ${bytes},
    -- What the gate found, as JSON.
    checks TEXT,
    decided_by TEXT,
    reason TEXT
  ${end};
  -- Of the round's reports until its shard is summed, in the transaction that sums it.
  CREATE TABLE report (
    round_id ${integer} NOT NULL,
    shard ${integer} NOT NULL,
    idempotency_key TEXT NOT NULL,
    bucket ${integer} NOT NULL,
    file ${bytes} NOT NULL,
    PRIMARY KEY (round_id, shard, idempotency_key)
  ${end};
  -- Outlives the reports, so that one that is sent again is known.
  CREATE TABLE report_key (
    base_version ${integer} NOT NULL,
    shard ${integer} NOT NULL,
    idempotency_key TEXT NOT NULL,
    PRIMARY KEY (base_version, shard, idempotency_key)
  ${end};
  CREATE TABLE shard_sum (
    round_id ${integer} NOT NULL,
    shard ${integer} NOT NULL,
    reports ${integer} NOT NULL,
    -- [buckets, dimensions] int64 little-endian; gone when the round's noise is drawn.
    sums ${bytes},
    PRIMARY KEY (round_id, shard)
  ${end};
  -- What every round has cost each of its visitors; never deleted.
  CREATE TABLE ledger (
    round_id ${integer} PRIMARY KEY,
    -- NULL where there was no noise: no bound at all.
    rho ${real},
    reports ${integer} NOT NULL,
    spent_at_ms ${integer} NOT NULL
  ${end};
`;

const quality = ({ integer, end }: Words): string => `
  CREATE TABLE quality_count (
    day ${integer} NOT NULL,
    field ${integer} NOT NULL,
    value ${integer} NOT NULL,
    reports ${integer} NOT NULL,
    PRIMARY KEY (day, field, value)
  ${end};
  CREATE TABLE probe (id ${integer} PRIMARY KEY, writes ${integer} NOT NULL ${end};
  INSERT INTO probe VALUES (1, 0);
`;

/** Who looks after the server. Secrets are here as hashes only. */
const admins = ({ integer, end }: Words): string => `
  CREATE TABLE admin (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at_ms ${integer} NOT NULL
  ${end};
  CREATE TABLE admin_session (
    token_hash TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    opened_at_ms ${integer} NOT NULL,
    used_at_ms ${integer} NOT NULL
  ${end};
  -- Of any name that somebody tried, whether there is one or not.
  CREATE TABLE login_attempt (
    name_hash TEXT PRIMARY KEY,
    failures ${integer} NOT NULL,
    retry_at_ms ${integer} NOT NULL
  ${end};
`;

/** Heads have numbers whether they are released or not, and none is given twice. */
const versions = ({ integer, end }: Words): string => `
  ALTER TABLE round ADD COLUMN candidate_version ${integer};
  UPDATE round SET candidate_version = base_version + 1 WHERE base_version IS NOT NULL;
  -- One row: the number that the next head gets.
  CREATE TABLE next_version (id ${integer} PRIMARY KEY, version ${integer} NOT NULL ${end};
  INSERT INTO next_version
    SELECT 1, coalesce(max(given.version) + 1, 0)
    FROM (SELECT version FROM release UNION ALL SELECT base_version + 1 AS version FROM round) AS given;
`;

/** The shops whose pages may send reports. What is counted is how many came from a shop in a day, and nothing of who sent them. */
const sites = ({ integer, end }: Words): string => `
  CREATE TABLE site (
    name TEXT PRIMARY KEY,
    -- With spaces between them.
    origins TEXT NOT NULL,
    daily_quota ${integer} NOT NULL,
    created_at_ms ${integer} NOT NULL
  ${end};
  CREATE TABLE site_token (
    token_hash TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    created_at_ms ${integer} NOT NULL,
    ends_at_ms ${integer} NOT NULL
  ${end};
  CREATE TABLE site_count (
    site TEXT NOT NULL,
    -- Since 1970, by UTC.
    day ${integer} NOT NULL,
    reports ${integer} NOT NULL,
    PRIMARY KEY (site, day)
  ${end};
`;

/** Lists that the gate tries candidates on. */
const canarySets = ({ integer, bytes, end }: Words): string => `
  CREATE TABLE canary_set (
    hash TEXT PRIMARY KEY,
    layout TEXT NOT NULL,
    dimensions ${integer} NOT NULL,
    file ${bytes} NOT NULL,
    installed_at_ms ${integer} NOT NULL
  ${end};
`;

/** What manifests say beside the release. */
const participation = ({ integer, real, end }: Words): string => `
  CREATE TABLE participation (
    id ${integer} PRIMARY KEY,
    report_probability ${real} NOT NULL,
    -- Of anything that is here.
    changed_at_ms ${integer} NOT NULL,
    -- In this round, since then, what came after so many reports came by that probability.
    round_id ${integer} NOT NULL,
    since_ms ${integer} NOT NULL,
    since_reports ${integer} NOT NULL
  ${end};
  INSERT INTO participation VALUES (1, 1, 0, -1, 0, 0);
`;

/** Heads that are tried on a share of the visitors, and what reports of both arms say meanwhile. */
const canaries = ({ integer, real, end }: Words): string => `
  CREATE TABLE canary (
    round_id ${integer} PRIMARY KEY,
    version ${integer} NOT NULL,
    hash TEXT NOT NULL,
    share ${real} NOT NULL,
    started_at_ms ${integer} NOT NULL,
    -- NULL as long as it runs; one at a time does.
    stopped_at_ms ${integer},
    why TEXT
  ${end};
  CREATE TABLE canary_count (
    round_id ${integer} NOT NULL,
    -- 1 of browsers that try it, 0 of the others.
    arm ${integer} NOT NULL,
    day ${integer} NOT NULL,
    field ${integer} NOT NULL,
    value ${integer} NOT NULL,
    reports ${integer} NOT NULL,
    PRIMARY KEY (round_id, arm, day, field, value)
  ${end};
`;

/** Which deltas make the rounds that go on from a release: those of before were of version 1, see federation/delta.ts. */
const deltaVersion = ({ integer }: Words): string =>
  `ALTER TABLE release ADD COLUMN delta_version ${integer} NOT NULL DEFAULT 1;`;

/**
 * The tables that grow with visitors, keyed by the shard first. Databases that spread a table over machines by the first column of its
 * key, as Yugabyte does, would otherwise have all of a round on one of them; those that split it by ranges get as many as there are shards.
 */
const shardsFirst = ({ integer, bytes, end }: Words): string => `
  ALTER TABLE report RENAME TO report_by_round;
  CREATE TABLE report (
    shard ${integer} NOT NULL,
    round_id ${integer} NOT NULL,
    idempotency_key TEXT NOT NULL,
    bucket ${integer} NOT NULL,
    file ${bytes} NOT NULL,
    CONSTRAINT report_by_shard PRIMARY KEY (shard, round_id, idempotency_key)
  ${end};
  INSERT INTO report (shard, round_id, idempotency_key, bucket, file)
    SELECT shard, round_id, idempotency_key, bucket, file FROM report_by_round;
  DROP TABLE report_by_round;
  ALTER TABLE report_key RENAME TO report_key_by_version;
  CREATE TABLE report_key (
    shard ${integer} NOT NULL,
    base_version ${integer} NOT NULL,
    idempotency_key TEXT NOT NULL,
    CONSTRAINT report_key_by_shard PRIMARY KEY (shard, base_version, idempotency_key)
  ${end};
  INSERT INTO report_key (shard, base_version, idempotency_key)
    SELECT shard, base_version, idempotency_key FROM report_key_by_version;
  DROP TABLE report_key_by_version;
`;

/** What was counted of a site, by the origin of its pages; a server that is older than this counts by site alone. */
const originCounts = ({ integer, end }: Words): string => `
  -- Of the quota, for some origins: JSON, [origin, reports] each; NULL for none.
  ALTER TABLE site ADD COLUMN set_apart TEXT;
  CREATE TABLE origin_count (
    day ${integer} NOT NULL,
    site TEXT NOT NULL,
    -- Of those that the site has: a page cannot add a row.
    origin TEXT NOT NULL,
    reports ${integer} NOT NULL,
    PRIMARY KEY (day, site, origin)
  ${end};
`;

/** One script per schema version, oldest first. A released one is never edited. */
export const MIGRATIONS: Readonly<Record<SqlDatabase["kind"], readonly string[]>> = {
  sqlite: [
    ...SQLITE_BEFORE_ROUNDS,
    `${rounds(SQLITE)}
    INSERT INTO release SELECT version, layout, dimensions, clip_norm, hash, file, created_at_ms FROM head;
    DROP TABLE head;
    DROP TABLE pending_delta;
    DROP TABLE received_key;`,
    admins(SQLITE),
    versions(SQLITE),
    sites(SQLITE),
    canarySets(SQLITE),
    participation(SQLITE),
    canaries(SQLITE),
    deltaVersion(SQLITE),
    shardsFirst(SQLITE),
    helperShares(SQLITE),
    ONE_CHECK,
    splitTerms(SQLITE),
    originCounts(SQLITE),
  ],
  postgres: [
    `${rounds(POSTGRES)} ${quality(POSTGRES)}`,
    admins(POSTGRES),
    versions(POSTGRES),
    sites(POSTGRES),
    canarySets(POSTGRES),
    participation(POSTGRES),
    canaries(POSTGRES),
    deltaVersion(POSTGRES),
    shardsFirst(POSTGRES),
    helperShares(POSTGRES),
    ONE_CHECK,
    splitTerms(POSTGRES),
    originCounts(POSTGRES),
  ],
};
