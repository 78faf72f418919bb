import { RankError } from "../base/errors.ts";
import { readAtMost } from "../base/read-at-most.ts";
import { sha256 } from "../base/sha256.ts";
import { decodeGlobalHead } from "../federation/global-head.ts";
import type { GlobalHead } from "../federation/global-head.ts";
import type { HeadFile, SignedManifest } from "../federation/manifest.ts";
import { ReleaseError } from "../federation/release-error.ts";
import type { ReleaseTrust, SeenRelease } from "../federation/verify-release.ts";
import { requireCurrent, verifyRelease } from "../federation/verify-release.ts";
import { BusyError, maxAgeMs, retryAfterMs } from "./busy-error.ts";
import { openVerifier } from "./open-verifier.ts";
import { rootKeys } from "./root-keys.ts";

export interface SyncClientOptions {
  /** Absolute URL of the server's `/v1`, with or without a trailing slash. */
  readonly baseUrl: string;
  /** Public keys that the page believes: base64url of 32 bytes, with white space between them. */
  readonly rootKeys: string;
  /** Of the site that the page is of; default null, none. */
  readonly token?: string | null;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** What a device remembers of the release that it took last. */
export interface KeptRelease extends SeenRelease {
  /** Null: the server is to send it in any case. */
  readonly etag: string | null;
  readonly expiresAtMs: number;
  /** SHA-256 of the head that is held; null: it is to be fetched in any case. */
  readonly headHash: string | null;
}

export interface PullHeadOptions {
  /** Null on a device that has taken none yet. */
  readonly kept: KeptRelease | null;
  /** Id of the feature layout that this device computes. */
  readonly layout: string;
  /** In [0, 1): this device tries the canary whose share is larger. */
  readonly canaryDraw: number;
}

export type PulledHead =
  | { readonly outcome: "unchanged"; readonly freshForMs: number }
  | {
      readonly outcome: "new";
      /** For so long the server need not be asked again; 0 where it does not say. */
      readonly freshForMs: number;
      readonly etag: string | null;
      readonly manifest: SignedManifest;
      /** Of the head that this device is to use. */
      readonly headHash: string;
      /** Null where the device holds it already. */
      readonly head: GlobalHead | null;
    };

/**
 * `accepted`, `duplicate`: counted once; forget it. `stale`: made against an older head; pull, make a new one.
 * `rejected`: never will be taken; drop it.
 */
export type SendOutcome = "accepted" | "duplicate" | "stale" | "rejected";

/** A finished file, and where it goes. */
export interface SentDelta {
  readonly key: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of a share of a split report: the route that takes it, at this server or, as an absolute URL, at another. Default: that of whole deltas. */
  readonly to?: string;
}

/** Talks to the sync server. It sees finished delta files and heads, and nothing else of the device. */
export interface SyncClient {
  /**
   * Fetches the release if it changed, and its head if that did. Everything is verified before it is returned: who signed it, that it
   * is no older than what was taken before, and that the head is the one that was signed.
   *
   * @throws {RankError} `sync-failed`; keep the present head and try again later. A {@link BusyError} says when, here as below.
   */
  pullHead(options: PullHeadOptions): Promise<PulledHead>;
  /**
   * Sends one delta file, once. The caller keeps it and sends the same bytes under the same key until an outcome comes.
   *
   * @param delta `key`: 32 random hex digits, made when the delta was queued.
   * @throws {RankError} `sync-failed` if there is no outcome; it may or may not have been counted.
   */
  sendDelta(delta: SentDelta): Promise<SendOutcome>;
  /**
   * Sends one report of quality, once and without a key; the caller does not send it again.
   *
   * @throws {RankError} `sync-failed` if it was not taken, or may not have been.
   */
  sendQuality(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

const TIMEOUT_MS = 10_000;
/** A manifest and a key list of the largest size that is read, and what JSON adds to them. */
const MAX_RELEASE_BYTES = 131_072;
const LATER = "keep what you have and try again later";

/** @throws {RankError} `sync-failed` if the base URL is not absolute, or the token is none. */
export function createSyncClient(options: SyncClientOptions): SyncClient {
  const { fetch, now } = options;
  const base = absoluteFolder(options.baseUrl);
  const siteToken = siteHeader(options.token ?? null);
  let trusted: Promise<Pick<ReleaseTrust, "roots" | "verify">> | null = null;
  const trust = async (): Promise<Pick<ReleaseTrust, "roots" | "verify">> => {
    const verify = await openVerifier(crypto.subtle);
    return { verify, roots: await rootKeys(options.rootKeys) };
  };

  const unexpectedStatus = (url: URL, { status, headers }: Response, wanted: string): RankError => {
    const check = CHECKS[status] ?? '"sync"';
    const message = `Cannot sync with "${url.href}" as it must answer ${wanted}: got ${status}; check ${check}, or ${LATER}`;
    const waitMs = status === 429 || status === 503 ? retryAfterMs(headers.get("retry-after"), now()) : null;
    return waitMs === null ? failed(message) : new BusyError(message, waitMs);
  };

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

  const fetchHead = async (
    file: HeadFile,
    promised: Pick<SignedManifest, "version" | "layout" | "dimensions">,
  ): Promise<GlobalHead> => {
    const url = new URL(`heads/${file.hash}`, base);
    const response = await request(url, { method: "GET" });
    if (response.status !== 200) throw unexpectedStatus(url, response, "200");
    const bytes = await readBody(response, url, file.bytes);
    if (bytes.length !== file.bytes)
      throw failed(
        `Cannot use "${url.href}" as it must have ${file.bytes} bytes: got ${bytes.length}; ${LATER}`,
      );
    const hash = await sha256(bytes, crypto.subtle);
    if (hash !== file.hash) {
      throw failed(`Cannot use "${url.href}" as its SHA-256 must be ${file.hash}: got ${hash}; ${LATER}`);
    }
    return decodeGlobalHead(bytes, url.href, promised);
  };

  return {
    async pullHead({ kept, layout, canaryDraw }) {
      const { roots, verify } = await (trusted ??= trust());
      const url = new URL("manifest", base);
      const etag = kept?.etag ?? null;
      const headers: Record<string, string> = etag === null ? {} : { "if-none-match": etag };
      const response = await request(url, { method: "GET", headers, cache: "no-store" });
      const isUnchanged = response.status === 304 && etag !== null;
      if (!isUnchanged && response.status !== 200) throw unexpectedStatus(url, response, "200 or 304");
      return asSyncFailure(async () => {
        const nowMs = now();
        const freshForMs = maxAgeMs(response.headers.get("cache-control"));
        const unchanged = (): PulledHead => {
          // Nobody may hold a device at what it has by saying for ever that nothing is new.
          if (kept !== null) requireCurrent(kept.expiresAtMs, `the manifest "${url.href}"`, { nowMs });
          return { outcome: "unchanged", freshForMs };
        };
        if (isUnchanged) return unchanged();
        const text = new TextDecoder().decode(await readBody(response, url, MAX_RELEASE_BYTES));
        let manifest: SignedManifest;
        try {
          manifest = await verifyRelease(text, url.href, { roots, verify, nowMs, layout, seen: kept });
        } catch (error) {
          if (error instanceof ReleaseError && error.refusal === "late") return unchanged();
          throw error;
        }
        const { canary, dimensions } = manifest;
        const isCanary = canary !== null && canaryDraw < canary.share;
        const { version, hash, bytes } = isCanary
          ? canary.head
          : { ...manifest.head, version: manifest.version };
        const head =
          kept?.headHash === hash ? null : await fetchHead({ hash, bytes }, { version, layout, dimensions });
        const etagNow = response.headers.get("etag");
        return { outcome: "new", freshForMs, etag: etagNow, manifest, headHash: hash, head };
      });
    },

    async sendDelta({ key, bytes, to = "deltas" }) {
      const url = new URL(to, base);
      // The token is of a site of this server.
      const site = url.origin === base.origin && siteToken;
      const response = await request(url, {
        method: "POST",
        headers: { "content-type": "application/octet-stream", "idempotency-key": key, ...site },
        body: bytes,
      });
      switch (response.status) {
        case 202:
          return "accepted";
        case 200:
          // Who has to log in first, or asks a shop that knows no such path, is often answered with a page: nothing was counted.
          if (!response.headers.get("content-type")?.includes("json"))
            throw unexpectedStatus(url, response, "JSON");
          return "duplicate";
        case 409:
          return "stale";
        case 400:
        case 413:
        case 415:
        case 422:
          return "rejected";
        default:
          throw unexpectedStatus(url, response, "202, 200, 409 or a refusal");
      }
    },

    async sendQuality(bytes) {
      const url = new URL("quality", base);
      const response = await request(url, {
        method: "POST",
        headers: { "content-type": "application/octet-stream", ...siteToken },
        body: bytes,
      });
      if (response.status !== 202) throw unexpectedStatus(url, response, "202");
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

/** What reports say of the site; releases are for everybody. */
function siteHeader(token: string | null): Record<string, string> {
  if (token === null) return {};
  if (/^[\w-]{1,100}$/.test(token)) return { "personal-rank-token": token };
  throw failed(
    `Cannot sync as "sync-token" must be a site's token, such as "site-…": got ${JSON.stringify(token.slice(0, 100))}; docs/hosting.md says where it is`,
  );
}

async function readBody(response: Response, url: URL, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readAtMost(response, mostBytes);
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

/** What is wrong where the server says who may not send. */
const CHECKS: Readonly<Record<number, string>> = {
  401: '"sync-token"',
  403: "the origins of the site",
  429: "the quota of the site",
};

function failed(message: string, cause?: unknown): RankError {
  return new RankError("sync-failed", message, cause === undefined ? {} : { cause });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
