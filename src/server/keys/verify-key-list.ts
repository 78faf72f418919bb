import { createPublicKey, verify } from "node:crypto";
import { encodeBase64url } from "../../base/base64url.ts";
import { parseKeyList } from "../../federation/key-list.ts";
import type { KeyList, ReleaseKey } from "../../federation/key-list.ts";
import { signedMessage } from "../../federation/signed-envelope.ts";
import type { OpenedEnvelope } from "../../federation/signed-envelope.ts";

/**
 * Reads a key list that this root key has signed.
 *
 * @param name What the list is called in errors.
 * @throws {Error} if another key has signed it, or it was changed since.
 */
export function verifyKeyList(
  { signed, signatures }: OpenedEnvelope,
  root: Pick<ReleaseKey, "keyId" | "publicKey">,
  name: string,
): KeyList {
  const signature = signatures.find(({ keyId }) => keyId === root.keyId)?.signature;
  if (signature === undefined)
    throw new Error(
      `Cannot use ${name} as the root key ${root.keyId} must have signed it: got ${signatures.map(({ keyId }) => keyId).join(", ")}`,
    );
  const jwk = { kty: "OKP", crv: "Ed25519", x: encodeBase64url(root.publicKey) };
  if (!verify(null, signedMessage("keys", signed), createPublicKey({ key: jwk, format: "jwk" }), signature))
    throw new Error(
      `Cannot use ${name} as the signature by ${root.keyId} does not fit it: it was changed on the way`,
    );
  return parseKeyList(signed, name);
}
