import { createHmac } from "node:crypto";

/** Parts of a round that are summed one by one, by whoever comes first. */
export const SHARDS = 16;
/** Groups of networks whose sums are compared. */
export const BUCKETS = 32;
export const SALT_BYTES = 16;

/** The shard of a report: keys are random, so all get about as many. */
export function shardOf(key: string): number {
  return Number.parseInt(key.slice(0, 2), 16) % SHARDS;
}

/** The bucket of a network: without the round's salt nobody can say which networks it may have been. */
export function bucketOf(salt: Uint8Array, network: string): number {
  return createHmac("sha256", salt).update(network).digest()[0] % BUCKETS;
}
