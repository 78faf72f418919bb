import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { decodeBase64url } from "../base/base64url.ts";
import type { ReleaseKey } from "../federation/key-list.ts";

/** A key pair of Ed25519 that can sign. */
export interface SigningKey extends ReleaseKey {
  /** What a page pins: base64url of the public key's 32 bytes. */
  readonly publicText: string;
  sign(message: Uint8Array): Uint8Array<ArrayBuffer>;
}

const OWNER_ONLY = 0o600;
const FOLDER_OF_OWNER = 0o700;

/** Makes a key pair and keeps it in no file. */
export function passingKey(): SigningKey {
  return signingKeyOf(generateKeyPairSync("ed25519").privateKey);
}

/**
 * Makes a key pair in a file that only its owner may read.
 *
 * @param pathOf Where, by the key's id. There must be nothing yet.
 * @throws {Error} if the file is there, or cannot be written.
 */
export function createKeyFile(pathOf: (keyId: string) => string): SigningKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = signingKeyOf(privateKey);
  const path = pathOf(key.keyId);
  const text = `${JSON.stringify(privateKey.export({ format: "jwk" }))}\n`;
  const passing = passingPath(path);
  try {
    writeFileSync(passing, text, { mode: OWNER_ONLY });
    linkSync(passing, path); // whole, and only if there is nothing yet
  } catch (cause) {
    throw new Error(
      `Cannot make the key file "${path}": ${messageOf(cause)}; a key is never written over another one`,
      { cause },
    );
  } finally {
    rmSync(passing, { force: true });
  }
  return key;
}

/** @throws {Error} if there is no private key of Ed25519 in the file, as a JSON Web Key. */
export function readKeyFile(path: string): SigningKey {
  try {
    const key = createPrivateKey({ key: JSON.parse(readFileSync(path, "utf8")), format: "jwk" });
    if (key.asymmetricKeyType !== "ed25519") throw new Error(`it is of type ${key.asymmetricKeyType}`);
    return signingKeyOf(key);
  } catch (cause) {
    throw new Error(
      `Cannot use the key file "${path}" as it must hold a private Ed25519 key as a JSON Web Key: ${messageOf(cause)}`,
      { cause },
    );
  }
}

/** Whoever reads the file while it is written sees the old or the new one. */
export function replaceFile(path: string, text: string): void {
  const passing = passingPath(path);
  writeFileSync(passing, text);
  renameSync(passing, path);
}

/** Beside the file that it becomes. Makes the folder if it is missing. */
function passingPath(path: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_OF_OWNER });
  return `${path}.${process.pid}.new`;
}

/** The first 16 hex digits of the public key's SHA-256. */
export function keyIdOf(publicKey: Uint8Array): string {
  return createHash("sha256").update(publicKey).digest("hex").slice(0, 16);
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const publicText = String(createPublicKey(privateKey).export({ format: "jwk" }).x);
  const publicKey = decodeBase64url(publicText)!; // as RFC 8037 writes it
  return {
    keyId: keyIdOf(publicKey),
    publicKey,
    publicText,
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
