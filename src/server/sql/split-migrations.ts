import type { Words } from "./schema-words.ts";

/**
 * Of a second aggregator: its shares of reports, and what it has answered. The leader's shares are in `report`, as its rounds' reports are.
 */
export const helperShares = ({ integer, bytes, end }: Words): string => `
  CREATE TABLE helper_share (
    shard ${integer} NOT NULL,
    idempotency_key TEXT NOT NULL,
    taken_at_ms ${integer} NOT NULL,
    -- Of the leader, from when it first asks for a check: no other round ever has this report.
    round_id ${integer},
    -- As it came; gone with the sum, or when it was found wrong. The rest of the row stays, so that one that is sent again is known.
    file ${bytes},
    -- What counts in the sum, once both have accepted it; gone with the sum.
    output ${bytes},
    PRIMARY KEY (shard, idempotency_key)
  ${end};
  CREATE INDEX helper_share_by_round ON helper_share (round_id);
  CREATE TABLE helper_sum (
    round_id ${integer} PRIMARY KEY,
    -- SHA-256 of the ids of its reports.
    digest TEXT NOT NULL,
    -- With this server's noise: what the leader is told, however often it asks.
    share ${bytes} NOT NULL
  ${end};
`;

/**
 * A report is checked under one key alone, as its proof hides it from one query only. Of a second aggregator, `helper_share.file` is from the
 * check on its part of that check, so that no other can be made; what was checked before cannot be told from that, and is let go.
 */
export const ONE_CHECK = `
  -- Of the key that a split round's reports are checked under; NULL until the first check, and of other rounds.
  ALTER TABLE round ADD COLUMN split_key TEXT;
  UPDATE helper_share SET file = NULL, output = NULL WHERE output IS NOT NULL;
  CREATE INDEX helper_share_waiting ON helper_share (shard, taken_at_ms) WHERE file IS NOT NULL;
`;

/** What a split round was promised: its terms at the first server, and how much noise the second one's share of the sum has. */
export const splitTerms = ({ real }: Words): string => `
  -- As the manifest says them; NULL where reports are whole.
  ALTER TABLE release ADD COLUMN split_terms TEXT;
  -- NULL: nobody knows.
  ALTER TABLE helper_sum ADD COLUMN noise_multiplier ${real};
`;
