import { RankError } from "../base/errors.ts";
import { decodeGlobalHead } from "../federation/global-head.ts";
import { parseManifest } from "../federation/manifest.ts";
import type { Manifest } from "../federation/manifest.ts";

export interface SyncClientOptions {
  /** Absolute URL of the server's `/v1`, with or without a trailing slash. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
}

export interface PullHeadOptions {
  /** Of the last manifest whose head was kept, or null. */
  readonly etag: string | null;
  /** Highest version ever seen; a lower one is refused. */
  readonly currentVersion: number;
  /** Id of the feature layout that this device computes. */
  readonly layout: string;
}

export type PulledHead =
  | { readonly outcome: "unchanged" }
  | {
      readonly outcome: "new";
      readonly etag: string | null;
      readonly version: number;
      readonly weights: Float32Array<ArrayBuffer>;
      /** L2 bound that deltas against this head must keep, in weight units. */
      readonly clipNorm: number;
    };

/**
 * `accepted`, `duplicate`: counted once; forget it. `stale`: made against an older head; pull, make a new one.
 * `rejected`: never will be taken; drop it.
 */
export type SendOutcome = "accepted" | "duplicate" | "stale" | "rejected";

/** Talks to the sync server. It sees finished delta files and heads, and nothing else of the device. */
export interface SyncClient {
  /**
   * Fetches the global head if it changed. It is checked against the manifest's SHA-256, layout and length before it
   * is returned.
   *
   * @throws {RankError} `sync-failed`; keep the present head and try again later.
   */
  pullHead(options: PullHeadOptions): Promise<PulledHead>;
  /**
   * Sends one delta file, once. The caller keeps it and sends the same bytes under the same key until an outcome comes.
   *
   * @param delta `key`: 32 random hex digits, made when the delta was queued.
   * @throws {RankError} `sync-failed` if there is no outcome; it may or may not have been counted.
   */
  sendDelta(delta: { readonly key: string; readonly bytes: Uint8Array<ArrayBuffer> }): Promise<SendOutcome>;
  /**
   * Sends one report of quality, once and without a key; the caller does not send it again.
   *
   * @throws {RankError} `sync-failed` if it was not taken, or may not have been.
   */
  sendQuality(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const LATER = "keep what you have and try again later";

/** @throws {RankError} `sync-failed` if the base URL is not absolute. */
export function createSyncClient({ baseUrl, fetch }: SyncClientOptions): SyncClient {
  const base = absoluteFolder(baseUrl);

  const request = async (url: URL, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(url.href, {
        ...init,
        // The server needs neither cookies nor the page's address.
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (cause) {
      throw failed(`Cannot reach "${url.href}": ${messageOf(cause)}; ${LATER}`, cause);
    }
  };

  const fetchHead = async (manifest: Manifest): Promise<Float32Array<ArrayBuffer>> => {
    const url = new URL(`heads/${manifest.head.hash}`, base);
    // Browsers hide it from pages without https. An unverified head is never used.
    if (!("subtle" in crypto))
      throw failed(`Cannot verify "${url.href}" on an insecure page; serve the page by https`);
    const response = await request(url, { method: "GET" });
    if (response.status !== 200) throw unexpectedStatus(url, response.status, "200");
    const bytes = await readBody(response, url, (body) => body.arrayBuffer());
    const hash = hexOf(await crypto.subtle.digest("SHA-256", bytes));
    if (hash !== manifest.head.hash) {
      throw failed(
        `Cannot use "${url.href}" as its SHA-256 must be ${manifest.head.hash}: got ${hash}; ${LATER}`,
      );
    }
    return decodeGlobalHead(new Uint8Array(bytes), url.href, manifest).weights;
  };

  return {
    async pullHead({ etag, currentVersion, layout }) {
      const url = new URL("manifest", base);
      const headers: Record<string, string> = etag === null ? {} : { "if-none-match": etag };
      const response = await request(url, { method: "GET", headers, cache: "no-store" });
      if (response.status === 304 && etag !== null) return { outcome: "unchanged" };
      if (response.status !== 200) throw unexpectedStatus(url, response.status, "200 or 304");
      const text = await readBody(response, url, (body) => body.text());
      return asSyncFailure(async () => {
        const manifest = parseManifest(text, url.href);
        if (manifest.version < currentVersion) {
          throw failed(
            `Cannot use "${url.href}" as its head must be version ${currentVersion} or later: got ${manifest.version}; check that the server did not lose its data`,
          );
        }
        if (manifest.layout !== layout) {
          throw failed(
            `Cannot use "${url.href}" as its feature layout must be "${layout}": got "${manifest.layout}"; update the script or the server, whichever is older`,
          );
        }
        const { version, clipNorm } = manifest;
        const weights = await fetchHead(manifest);
        return { outcome: "new", etag: response.headers.get("etag"), version, weights, clipNorm };
      });
    },

    async sendDelta({ key, bytes }) {
      const url = new URL("deltas", base);
      const { status } = await request(url, {
        method: "POST",
        headers: { "content-type": "application/octet-stream", "idempotency-key": key },
        body: bytes,
      });
      switch (status) {
        case 202:
          return "accepted";
        case 200:
          return "duplicate";
        case 409:
          return "stale";
        case 400:
        case 413:
        case 415:
        case 422:
          return "rejected";
        default:
          throw unexpectedStatus(url, status, "202, 200, 409 or a refusal");
      }
    },

    async sendQuality(bytes) {
      const url = new URL("quality", base);
      const { status } = await request(url, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: bytes,
      });
      if (status !== 202) throw unexpectedStatus(url, status, "202");
    },
  };
}

function absoluteFolder(baseUrl: string): URL {
  try {
    return new URL(baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`);
  } catch (cause) {
    throw failed(
      `Cannot sync as the server's address must be an absolute URL: got "${baseUrl}"; check "sync"`,
      cause,
    );
  }
}

async function readBody<Body>(
  response: Response,
  url: URL,
  read: (body: Response) => Promise<Body>,
): Promise<Body> {
  try {
    return await read(response);
  } catch (cause) {
    throw failed(`Cannot read the answer of "${url.href}": ${messageOf(cause)}; ${LATER}`, cause);
  }
}

async function asSyncFailure<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof RankError ? error : failed(`${messageOf(error)}; ${LATER}`, error);
  }
}

function unexpectedStatus(url: URL, status: number, wanted: string): RankError {
  return failed(
    `Cannot sync with "${url.href}" as it must answer ${wanted}: got ${status}; check "sync", or ${LATER}`,
  );
}

function failed(message: string, cause?: unknown): RankError {
  return new RankError("sync-failed", message, cause === undefined ? {} : { cause });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function hexOf(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
