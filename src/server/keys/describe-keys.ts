import { existsSync } from "node:fs";
import { readKeyFile } from "../key-files.ts";
import { presentKeyList, releaseKeyIds, rootKeyPath, signingKeyId } from "../signing-keys.ts";
import { pendingRequest } from "./change-key-list.ts";

/**
 * Says which keys a folder has, and what its list says of them.
 *
 * @throws {Error} if a file is damaged.
 */
export function describeKeys(folder: string): string {
  const rootPath = rootKeyPath(folder);
  const root = existsSync(rootPath)
    ? `Root key ${readKeyFile(rootPath).keyId} is in "${rootPath}": better on a machine that is not on the network\n`
    : "The root key is kept elsewhere\n";
  const pending = pendingRequest(folder);
  const asked =
    pending === null
      ? ""
      : `Waits for the root key: version ${pending.wanted.version}, in "${pending.path}"\n`;
  return root + listed(folder) + asked;
}

function listed(folder: string): string {
  const present = presentKeyList(folder);
  if (present === null)
    return 'There is no key list: the server makes one as it starts, or "keys rotate" asks for one\n';
  const { list, signedList } = present;
  const here = releaseKeyIds(folder);
  const signing = signingKeyId(list, here);
  const signers = signedList.signatures.map(({ keyId }) => keyId).join(", ");
  const holds = new Date(list.expiresAtMs).toISOString().slice(0, 10);
  const listedIds = list.keys.map(({ keyId }) => keyId);
  const wordOf = (keyId: string): string => {
    if (list.revoked.includes(keyId)) return "revoked";
    if (!listedIds.includes(keyId)) return "not listed, though its private half is here";
    if (keyId === signing) return "signs now";
    return here.includes(keyId) ? "listed" : "listed; its private half is not here";
  };
  const ids = [...new Set([...listedIds, ...here, ...list.revoked])];
  return `Key list version ${list.version}, signed by the root key ${signers}, holds until ${holds}\n${ids.map((keyId) => `  ${keyId}  ${wordOf(keyId)}\n`).join("")}`;
}
