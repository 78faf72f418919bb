import { RecentMap } from "../base/recent-map.ts";
import { sha256 } from "../base/sha256.ts";
import type { CatalogueSum } from "../learning/centred-vectors.ts";
import { deletions } from "./deletions.ts";
import type { Change, Records } from "./records.ts";
import type { CatalogueRecord, EmbeddingRecord } from "./visitor-records.ts";

const MAX_BYTES = 16 * 1024 * 1024;
/** Texts whose vectors stay at hand in this worker: a list is ranked again after every click. */
const MAX_AT_HAND = 2_000;
/** After a clean-up the cache is this full, so that the next few pages need none. */
const FULL_SHARE_AFTER_CLEANING = 0.8;

/** Looks up embeddings, and asks for those that are missing. */
export interface EmbeddingCache {
  /**
   * @param texts   Any texts, the shop's own ones first; equal ones are encoded once.
   * @param options `encode` is called at most once, with the texts that are not cached; it gives [n, hidden] row-major.
   *                `catalogueTexts` says how many of `texts` are the shop's: a search is none.
   */
  vectorsOf(
    texts: readonly string[],
    options: {
      readonly encode: (missing: readonly string[]) => Promise<Float32Array>;
      readonly catalogueTexts: number;
    },
  ): Promise<CachedVectors>;
}

/** What {@link EmbeddingCache} found or had encoded. */
export interface CachedVectors {
  /** One vector per text, [hidden], in the order of the texts. */
  readonly vectors: Float32Array[];
  /** Of all texts of the shop that were ever encoded here, these included. */
  readonly catalogue: CatalogueSum;
}

/**
 * Embeddings by model and text, in the visitor's own store, at most 16 MB; the oldest go first.
 * Keys are the texts' SHA-256, so that the store does not list what was looked at.
 *
 * Count and sum of the shop's texts are kept with them, each counted when it is encoded: once, unless it had to go meanwhile.
 * Two tabs that encode at the same moment lose one of their two additions, which leaves a mean over fewer texts.
 */
export function embeddingCache(
  records: Records,
  { modelId, hiddenSize, now }: { modelId: string; hiddenSize: number; now: () => number },
): EmbeddingCache {
  const maxRecords = Math.floor(MAX_BYTES / (hiddenSize * Float32Array.BYTES_PER_ELEMENT));
  /** Records in the store; null until the first write of this worker has counted them. */
  let stored: number | null = null;
  /** By text. */
  const atHand = new RecentMap<{ readonly key: string; readonly vector: Float32Array }>(MAX_AT_HAND);
  return {
    async vectorsOf(texts, { encode, catalogueTexts }) {
      const near = texts.map((text) => atHand.get(text));
      const keys = await Promise.all(texts.map(async (text, at) => near[at]?.key ?? keyOf(modelId, text)));
      const far = [...texts.keys()].filter((at) => near[at] === undefined);
      const [found, sum] = await Promise.all([
        far.length === 0
          ? []
          : records.getMany(
              "embeddings",
              far.map((at) => keys[at]),
            ),
        records.get("catalogue", modelId),
      ]);
      const before = usableSum(sum, hiddenSize);
      let catalogue: CatalogueSum = before;
      const vectors = new Map<string, Float32Array>();
      const missing = new Map<string, string>();
      for (const known of near) if (known !== undefined) vectors.set(known.key, known.vector);
      for (const [index, record] of found.entries()) {
        const at = far[index];
        if (isUsable(record, hiddenSize)) vectors.set(keys[at], record.vector);
        else missing.set(keys[at], texts[at]);
      }
      if (missing.size > 0) {
        const encoded = await encode([...missing.values()]);
        const storedAtMs = now();
        const fresh = [...missing.keys()].map((key, at) => ({
          key,
          vector: encoded.slice(at * hiddenSize, (at + 1) * hiddenSize),
          storedAtMs,
        }));
        for (const { key, vector } of fresh) vectors.set(key, vector);
        const shopKeys = new Set(keys.slice(0, catalogueTexts));
        catalogue = added(
          before,
          fresh.filter(({ key }) => shopKeys.has(key)).map(({ vector }) => vector),
        );
        const changes = fresh.map((record): Change => ({ type: "put", kind: "embeddings", record }));
        await records.write([
          ...changes,
          { type: "put", kind: "catalogue", record: { key: modelId, ...catalogue } },
        ]);
        stored = stored === null ? (await records.keys("embeddings")).length : stored + fresh.length;
        if (stored > maxRecords) {
          await removeOldest(records, maxRecords);
          stored = null;
        }
      }
      const all = keys.map((key) => vectors.get(key)!); // every key was found or encoded above
      for (const [at, text] of texts.entries()) atHand.set(text, { key: keys[at], vector: all[at] });
      return { vectors: all, catalogue };
    },
  };
}

function added({ count, sum }: CatalogueSum, vectors: readonly Float32Array[]): CatalogueSum {
  return {
    count: count + vectors.length,
    sum: sum.map((value, at) => vectors.reduce((total, vector) => total + vector[at], value)),
  };
}

/** Any script of the page may have written into the store; then the count starts again. */
function usableSum(record: CatalogueRecord | undefined, hiddenSize: number): CatalogueSum {
  const isUsable =
    record?.sum instanceof Float64Array &&
    record.sum.length === hiddenSize &&
    record.sum.every(Number.isFinite) &&
    Number.isSafeInteger(record.count) &&
    record.count >= 0;
  return isUsable
    ? { count: record.count, sum: record.sum }
    : { count: 0, sum: new Float64Array(hiddenSize) };
}

async function removeOldest(records: Records, maxRecords: number): Promise<void> {
  const all = await records.getAll("embeddings");
  if (all.length <= maxRecords * FULL_SHARE_AFTER_CLEANING) return;
  const surplus = all.length - Math.floor(maxRecords * FULL_SHARE_AFTER_CLEANING);
  const oldest = all.sort((a, b) => a.storedAtMs - b.storedAtMs).slice(0, surplus);
  await records.write(
    deletions(
      "embeddings",
      oldest.map(({ key }) => key),
    ),
  );
}

function isUsable(record: EmbeddingRecord | undefined, hiddenSize: number): record is EmbeddingRecord {
  return (
    record?.vector instanceof Float32Array &&
    record.vector.length === hiddenSize &&
    record.vector.every(Number.isFinite)
  );
}

async function keyOf(modelId: string, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  // `crypto.subtle` is missing on pages without HTTPS; there the text itself is the key.
  if (globalThis.crypto?.subtle === undefined) return `${modelId}/${text}`;
  return `${modelId}/${(await sha256(bytes, crypto.subtle)).slice(0, 32)}`;
}
