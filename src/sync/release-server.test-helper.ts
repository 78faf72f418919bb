import { encodeBase64url } from "../base/base64url.ts";
import { DELTA_VERSION } from "../federation/delta.ts";
import { encodeGlobalHead } from "../federation/global-head.ts";
import { encodeKeyList } from "../federation/key-list.ts";
import type { KeyList, ReleaseKey } from "../federation/key-list.ts";
import { encodeManifest } from "../federation/manifest.ts";
import type { SignedManifest } from "../federation/manifest.ts";
import { sealEnvelope, signedMessage } from "../federation/signed-envelope.ts";
import type { SignedEnvelope, SignedKind } from "../federation/signed-envelope.ts";
import { sha256 } from "../base/sha256.ts";

export const DAY_MS: number = 86_400_000;
/** When releases are made unless a test says otherwise. */
export const RELEASED_AT_MS: number = 20_000 * DAY_MS;

/** A key pair of Ed25519. For tests. */
export interface TestKey extends ReleaseKey {
  /** As a page names it. */
  readonly text: string;
  sign(kind: SignedKind, signed: string): Promise<SignedEnvelope["signatures"][number]>;
}

export async function testKey(): Promise<TestKey> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const keyId = (await sha256(publicKey, crypto.subtle)).slice(0, 16);
  return {
    keyId,
    publicKey,
    text: encodeBase64url(publicKey),
    sign: async (kind, signed) => {
      const message = signedMessage(kind, signed);
      const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, message));
      return sealEnvelope(signed, [{ keyId, signature }]).signatures[0];
    },
  };
}

/** What a test server answers with, exactly. */
export interface Answers {
  body: Uint8Array<ArrayBuffer>;
  /** By hash. */
  heads: Map<string, Uint8Array<ArrayBuffer>>;
  etag: string | null;
}

/** A server without network: it signs what a test wants with real keys, and a test may change what it answers. For tests. */
export interface ReleaseServer extends Answers {
  readonly root: TestKey;
  releaseKey: TestKey;
  /** Of every request so far, in order. */
  readonly requests: {
    readonly method: string;
    readonly host: string;
    readonly path: string;
    readonly init: RequestInit;
  }[];
  /** Of every answer. */
  headers: Record<string, string>;
  /** What the manifest is answered with instead of it. */
  manifestStatus: number | null;
  /** What a delta is answered with; the statuses first, then 202. */
  readonly statuses: (number | "down")[];
  /** Releases a head of these weights; the rest unless the test says otherwise. */
  release(options?: ReleaseOptions): Promise<SignedManifest>;
  readonly fetch: typeof globalThis.fetch;
}

export interface ReleaseOptions {
  readonly manifest?: Partial<SignedManifest>;
  readonly list?: Partial<KeyList>;
  readonly weights?: Float32Array<ArrayBuffer>;
  /** Who signs the list and the manifest. */
  readonly root?: TestKey;
  readonly releaseKey?: TestKey;
}

export async function releaseServer(layout = "phi-1", dimensions = 3): Promise<ReleaseServer> {
  const [root, firstKey] = [await testKey(), await testKey()];
  const statuses: ReleaseServer["statuses"] = [];
  const server: ReleaseServer = {
    root,
    releaseKey: firstKey,
    body: new Uint8Array(0),
    heads: new Map(),
    etag: null,
    requests: [],
    headers: {},
    manifestStatus: null,
    statuses,
    release: async (options = {}) => {
      const releaseKey = options.releaseKey ?? server.releaseKey;
      const version = options.manifest?.version ?? 1;
      const weights = options.weights ?? new Float32Array(dimensions).fill(version / 4);
      const { hash, bytes } = await put(server, { version, layout, weights });
      const manifest: SignedManifest = {
        version,
        layout,
        dimensions,
        clipNorm: 1,
        head: { hash, bytes },
        issuedAtMs: RELEASED_AT_MS,
        expiresAtMs: (options.manifest?.issuedAtMs ?? RELEASED_AT_MS) + 7 * DAY_MS,
        keysVersion: options.list?.version ?? 1,
        deltaVersion: DELTA_VERSION,
        reportProbability: 1,
        localSigma: 0,
        privacy: { noiseMultiplier: 1, delta: 1e-8, reportsPer90Days: 12 },
        canary: null,
        secureAggregation: null,
        ...options.manifest,
      };
      const list: KeyList = {
        version: 1,
        expiresAtMs: RELEASED_AT_MS + 365 * DAY_MS,
        keys: [{ keyId: server.releaseKey.keyId, publicKey: server.releaseKey.publicKey }],
        revoked: [],
        ...options.list,
      };
      const body = JSON.stringify({
        keys: await signedBy(options.root ?? root, "keys", encodeKeyList(list)),
        manifest: await signedBy(releaseKey, "manifest", encodeManifest(manifest)),
      });
      server.body = new TextEncoder().encode(body);
      server.etag = `"${(await sha256(server.body, crypto.subtle)).slice(0, 8)}"`;
      return manifest;
    },
    fetch: async (input, init = {}) => {
      const { host, pathname } = new URL(input as string); // the client passes texts
      const method = init.method ?? "GET";
      server.requests.push({ method, host, path: pathname, init });
      if (method === "POST") {
        const status = statuses.shift() ?? 202;
        if (status === "down") throw new TypeError("connection refused");
        return Response.json({}, { status, headers: server.headers });
      }
      const hash = pathname.match(/\/heads\/([0-9a-f]+)$/)?.[1];
      if (hash !== undefined) {
        const file = server.heads.get(hash);
        return file === undefined ? new Response("", { status: 404 }) : new Response(file);
      }
      const headers = { ...server.headers, ...(server.etag === null ? {} : { etag: server.etag }) };
      if (server.manifestStatus !== null)
        return new Response(null, { status: server.manifestStatus, headers: server.headers });
      const asked = new Headers(init.headers).get("if-none-match");
      if (server.etag !== null && asked === server.etag) return new Response(null, { status: 304, headers });
      return new Response(server.body, { headers });
    },
  };
  await server.release();
  return server;
}

/** Adds a head file, as one of a canary. */
export async function put(
  server: Pick<ReleaseServer, "heads">,
  head: { version: number; layout: string; weights: Float32Array<ArrayBuffer> },
): Promise<{ hash: string; bytes: number }> {
  const file = encodeGlobalHead(head);
  const hash = await sha256(file, crypto.subtle);
  server.heads.set(hash, file);
  return { hash, bytes: file.length };
}

async function signedBy(key: TestKey, kind: SignedKind, signed: string): Promise<SignedEnvelope> {
  return { signed, signatures: [await key.sign(kind, signed)] };
}
