import { seededRandom, type Random } from "../../base/random.ts";

/** As the server has it. */
export const BUCKETS = 32;
const NETWORKS = 400;
/** The largest network then has 2.5 % of the visitors, the smallest .06 %. */
const LARGEST_RANKS = 10;

/** A round's sums by bucket, and who comes from where. */
export interface BucketedSums {
  /** [32, d]: whole units. */
  readonly sums: Float64Array<ArrayBuffer>;
  /** Adds a report to the bucket of its network. */
  readonly add: (units: Int32Array, network: number) => void;
  /** A network of the visitors: some have many, most have few. */
  readonly drawNetwork: () => number;
}

/** @param seed The round's salt: it decides which networks share a bucket. */
export function bucketedSums(dimensions: number, seed: number): BucketedSums {
  const random = seededRandom(seed);
  const sums = new Float64Array(BUCKETS * dimensions);
  const bucketOf = new Map<number, number>();
  const shares = Array.from({ length: NETWORKS }, (_, rank) => 1 / (rank + LARGEST_RANKS));
  const draw = drawnBy(shares, random);
  return {
    sums,
    add: (units, network) => {
      const bucket = bucketOf.get(network) ?? Math.floor(BUCKETS * random());
      bucketOf.set(network, bucket);
      for (let at = 0; at < dimensions; at++) sums[bucket * dimensions + at] += units[at];
    },
    drawNetwork: draw,
  };
}

/** Draws indices in proportion to their shares. */
function drawnBy(shares: readonly number[], random: Random): () => number {
  let sum = 0;
  const upTo = Float64Array.from(shares, (share) => (sum += share));
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle] > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
