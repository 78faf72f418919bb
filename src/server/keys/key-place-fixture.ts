import { join } from "node:path";
import { verifyRelease } from "../../federation/verify-release.ts";
import type { ReleaseTrust } from "../../federation/verify-release.ts";
import { readKeyFile } from "../key-files.ts";
import { createManifestSource } from "../manifest-source.ts";
import type { ManifestSource, ReleaseFacts } from "../manifest-source.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { ensureSigningKeys, rootKeyPath } from "../signing-keys.ts";
import { runKeyCommand } from "./key-commands.ts";

export const DAY_MS = 86_400_000;
/** What there is to sign: the head of a server with layout "phi-1". */
export const FACTS: ReleaseFacts = {
  version: 3,
  layout: "phi-1",
  dimensions: 3,
  clipNorm: 1,
  head: { hash: "0f".repeat(32), bytes: 200 },
  changedAtMs: 0,
};

/** As browsers check a signature. */
export const VERIFY: ReleaseTrust["verify"] = async (publicKey, signature, message) =>
  crypto.subtle.verify(
    "Ed25519",
    await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]),
    signature,
    message,
  );

export interface KeyPlace {
  readonly folder: string;
  readonly run: (...words: readonly string[]) => string;
  readonly manifests: ManifestSource;
  /** What a browser says of an answer of the server: the version of its key list, or the refusal. */
  readonly browse: (body: string, seen?: ReleaseTrust["seen"]) => Promise<number | string>;
}

/** A server's folder with keys, and browsers that trust its root key. */
export function openKeyPlace(folder: string = join(temporaryFolder(), "keys")): KeyPlace {
  const keys = ensureSigningKeys(folder, 0);
  const { keyId, publicKey } = readKeyFile(rootKeyPath(folder));
  const trust = {
    roots: [{ keyId, publicKey }],
    layout: "phi-1",
    nowMs: DAY_MS,
    verify: VERIFY,
  };
  return {
    folder,
    run: (...words) => runKeyCommand(words, { folder, nowMs: DAY_MS }),
    manifests: createManifestSource({ store: { manifest: async () => FACTS }, keys, nowMs: () => DAY_MS }),
    browse: (body, seen = null) =>
      verifyRelease(body, "m", { ...trust, seen }).then(
        ({ keysVersion }) => keysVersion,
        (error: unknown) => (error as { refusal: string }).refusal,
      ),
  };
}

/** What the server answers who asks for its release. */
export async function bodyOf({ manifests }: KeyPlace): Promise<string> {
  return (await manifests.current()).body;
}

/** The ids of keys that a text names. */
export const idsIn = (text: string): string[] => text.match(/\b[0-9a-f]{16}\b/g) ?? [];
/** Of the key that signs, as `keys list` says it. */
export const signingIn = (list: string): string => /([0-9a-f]{16}) {2}signs now/.exec(list)?.[1] ?? "none";

/** What a thief makes: the newer list, with a manifest that the old key has signed for it. */
export function withListOf(list: string, manifest: string): string {
  const parts = (body: string): { keys: unknown; manifest: unknown } =>
    JSON.parse(body) as { keys: unknown; manifest: unknown };
  return JSON.stringify({ keys: parts(list).keys, manifest: parts(manifest).manifest });
}
