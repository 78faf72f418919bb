import { expect, test } from "vitest";
import { signedMessage } from "../federation/signed-envelope.ts";
import { openVerifier } from "./open-verifier.ts";
import { testKey } from "./release-server.test-helper.ts";
import { decodeBase64url } from "../base/base64url.ts";

const { subtle } = crypto;

test("tells the signature of a message from every other one, and from bytes that are none", async () => {
  const verify = await openVerifier(subtle);
  const key = await testKey();
  const signature = decodeBase64url((await key.sign("keys", "text")).signature)!; // as it was written
  const message = signedMessage("keys", "text");
  expect(await verify(key.publicKey, signature, message)).toBe(true);
  expect(await verify(key.publicKey, signature, signedMessage("manifest", "text"))).toBe(false);
  expect(await verify((await testKey()).publicKey, signature, message)).toBe(false);
  for (const bytes of [new Uint8Array(64), new Uint8Array(64).fill(255), new Uint8Array(3)])
    expect(await verify(key.publicKey, bytes, message)).toBe(false);
  expect(await verify(new Uint8Array(31), signature, message)).toBe(false);
});

const unknown = (): Promise<never> =>
  Promise.reject(new DOMException("Unrecognized name", "NotSupportedError"));

test.each([
  ["does not know the algorithm", { importKey: unknown, verify: unknown }, "has no Ed25519"],
  [
    "says yes to everything",
    { importKey: subtle.importKey.bind(subtle), verify: async () => true },
    "has no Ed25519",
  ],
  [
    "says no to everything",
    { importKey: subtle.importKey.bind(subtle), verify: async () => false },
    "has no Ed25519",
  ],
  ["hides its cryptography from this page", undefined, "serve the page by https"],
])("verifies nothing where the browser %s, and says so", async (_, given, words) => {
  await expect(openVerifier(given as SubtleCrypto | undefined)).rejects.toMatchObject({
    reason: "sync-failed",
    message: expect.stringContaining(words),
  });
});
