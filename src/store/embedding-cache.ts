import type { Records } from "./records.ts";
import type { EmbeddingRecord } from "./schema.ts";

const MAX_BYTES = 16 * 1024 * 1024;
/** After a clean-up the cache is this full, so that the next few pages need none. */
const FULL_SHARE_AFTER_CLEANING = 0.8;

/** Looks up embeddings, and asks for those that are missing. */
export interface EmbeddingCache {
  /**
   * @param texts  Any texts; equal ones are encoded once.
   * @param encode Called at most once, with the texts that are not cached; gives [n, hidden] row-major.
   * @returns One vector per text, [hidden], in the order of `texts`.
   */
  vectorsOf(
    texts: readonly string[],
    encode: (missing: readonly string[]) => Promise<Float32Array>,
  ): Promise<Float32Array[]>;
}

/**
 * Embeddings by model and text, in the visitor's own store, at most 16 MB; the oldest go first.
 * Keys are the texts' SHA-256, so that the store does not list what was looked at.
 */
export function embeddingCache(
  records: Records,
  { modelId, hiddenSize, now }: { modelId: string; hiddenSize: number; now: () => number },
): EmbeddingCache {
  const maxRecords = Math.floor(MAX_BYTES / (hiddenSize * Float32Array.BYTES_PER_ELEMENT));
  /** Records in the store; null until the first write of this worker has counted them. */
  let stored: number | null = null;
  return {
    async vectorsOf(texts, encode) {
      const keys = await Promise.all(texts.map((text) => keyOf(modelId, text)));
      const found = await records.getMany("embeddings", keys);
      const vectors = new Map<string, Float32Array>();
      const missing = new Map<string, string>();
      for (const [at, record] of found.entries()) {
        const key = keys[at];
        if (isUsable(record, hiddenSize)) vectors.set(key, record.vector);
        else missing.set(key, texts[at]);
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
        await records.write(fresh.map((record) => ({ type: "put", kind: "embeddings", record })));
        stored = stored === null ? (await records.keys("embeddings")).length : stored + fresh.length;
        if (stored > maxRecords) {
          await removeOldest(records, maxRecords);
          stored = null;
        }
      }
      return keys.map((key) => vectors.get(key)!); // every key was found or encoded above
    },
  };
}

async function removeOldest(records: Records, maxRecords: number): Promise<void> {
  const all = await records.getAll("embeddings");
  if (all.length <= maxRecords * FULL_SHARE_AFTER_CLEANING) return;
  const surplus = all.length - Math.floor(maxRecords * FULL_SHARE_AFTER_CLEANING);
  const oldest = all.sort((a, b) => a.storedAtMs - b.storedAtMs).slice(0, surplus);
  await records.write(oldest.map(({ key }) => ({ type: "delete", kind: "embeddings", key })));
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
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `${modelId}/${Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
