import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { KeyList } from "../../federation/key-list.ts";
import { createKeyFile, readKeyFile } from "../key-files.ts";
import { forgetRequest, revokeKey, rotateKeys } from "./change-key-list.ts";
import type { ChangedKeyList } from "./change-key-list.ts";
import { describeKeys } from "./describe-keys.ts";
import { installKeyList } from "./install-key-list.ts";
import { signKeyListRequest } from "./sign-key-list-request.ts";

export const KEY_COMMANDS_HELP = `Keys (in DATA_DIR/keys, without the database; a running server takes a change without a restart, and every node needs the same files)
  keys list                                     who may sign, which private halves are here, until when the list holds
  keys rotate [--root FILE]                     makes a release key that signs from now on; the one before stays good
  keys revoke KEY [--root FILE]                 no browser believes that key any more; makes another one if none is left
  --root names the root key's file (default DATA_DIR/keys/root-key.json). Where there is none, rotate and revoke write a request:
  keys sign REQUEST --root FILE --out ANSWER    on the machine with the root key: signs what a server asks for, and says what that is;
                                                --root twice for the time in which pages go over from one root to another
  keys install ANSWER                           on the server: takes the list that was signed
  keys root FILE                                makes a root key in a new file, for a machine that is not on the network
`;

export interface KeyCommandOptions {
  /** Of the keys. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** How many words follow each command, and its options. */
const COMMANDS: ReadonlyMap<string, { readonly words: number; readonly options: readonly string[] }> =
  new Map([
    ["list", { words: 0, options: [] }],
    ["rotate", { words: 0, options: ["root"] }],
    ["revoke", { words: 1, options: ["root"] }],
    ["sign", { words: 1, options: ["root", "out"] }],
    ["install", { words: 1, options: [] }],
    ["root", { words: 1, options: [] }],
  ]);

/**
 * Runs `keys …`.
 *
 * @param parameters What comes after `keys`.
 * @returns What it says.
 * @throws {Error} for an unknown command or key, a file that is not what it must be, or a root key that is not the list's.
 */
export function runKeyCommand(parameters: readonly string[], { folder, nowMs }: KeyCommandOptions): string {
  const { positionals, values } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { root: { type: "string", multiple: true }, out: { type: "string" } },
  });
  const [command = "", word = "", ...surplus] = positionals;
  const known = COMMANDS.get(command);
  if (known === undefined) throw new Error(`There is no command "keys ${command}"; --help lists them`);
  const unfit = Object.keys(values).find((option) => !known.options.includes(option));
  if (positionals.length - 1 !== known.words || unfit !== undefined)
    throw new Error(
      `Cannot run "keys ${command}" with ${unfit === undefined ? `${positionals.length - 1} words after it` : `--${unfit}`}${surplus.length > 0 ? ` ("${surplus.join(" ")}")` : ""}: --help says how`,
    );
  const [root, ...otherRoots] = values.root ?? [];
  if (otherRoots.length > 0 && command !== "sign")
    throw new Error(`Cannot run "keys ${command}" with two root keys: "keys sign" takes them`);
  const options = { rootPath: root ?? null, nowMs };
  switch (command) {
    case "list":
      return describeKeys(folder);
    case "rotate":
      return changed(rotateKeys(folder, options));
    case "revoke":
      return changed(revokeKey(folder, word, options));
    case "install": {
      const list = installKeyList(folder, readText(word), `"${word}"`);
      forgetRequest(folder, list);
      return `Version ${list.version} of the key list is in force\n${describeKeys(folder)}`;
    }
    case "root": {
      const { publicText } = createKeyFile(() => word);
      return `The root key is in "${word}": keep a copy, and keep both off the network\nPages name its public half: data-sync-key="${publicText}"\n`;
    }
    default:
      return sign(word, { roots: values.root ?? [], out: values.out, nowMs });
  }
}

function sign(
  requestPath: string,
  {
    roots,
    out,
    nowMs,
  }: { readonly roots: readonly string[]; readonly out: string | undefined; readonly nowMs: number },
): string {
  if (roots.length === 0 || out === undefined)
    throw new Error(
      "Cannot sign as --root must name the root key's file, and --out a new file for the answer",
    );
  const source = `"${requestPath}"`;
  const { answer, before, list } = signKeyListRequest(readText(requestPath), {
    source,
    roots: roots.map((root) => readKeyFile(root)),
    nowMs,
  });
  writeFileSync(out, answer, { flag: "wx" }); // never over another file
  // Who leaves the list of before out could have a key back that was revoked.
  const first =
    before.version > 0
      ? ""
      : `It is the first list: with a root key that has signed others, take "${out}" nowhere, and look at the server\n`;
  return `Signed version ${list.version} of the key list, which holds until ${dayOf(list.expiresAtMs)}. Compare with what the server has said:\n${difference(before, list)}${first}Take "${out}" to the server: keys install\n`;
}

function difference(before: KeyList, after: KeyList): string {
  const ids = ({ keys }: KeyList): string[] => keys.map(({ keyId }) => keyId);
  const lines = [
    ...ids(after).map((keyId) => `  ${keyId}  ${ids(before).includes(keyId) ? "stays" : "is new"}`),
    ...ids(before)
      .filter((keyId) => !ids(after).includes(keyId) && !after.revoked.includes(keyId))
      .map((keyId) => `  ${keyId}  is dropped`),
    ...after.revoked
      .filter((keyId) => !before.revoked.includes(keyId))
      .map((keyId) => `  ${keyId}  is revoked`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function changed({ list, requestPath, newKeyId }: ChangedKeyList): string {
  const made = newKeyId === null ? "" : `The new release key is ${newKeyId}\n`;
  if (requestPath === null)
    return `${made}Version ${list.version} of the key list is in force until ${dayOf(list.expiresAtMs)}\n`;
  return `${made}The root key is not here, so nothing has changed yet: take "${requestPath}" to it\n  there:  keys sign REQUEST --root FILE --out ANSWER   (it must say the keys that are said here)\n  here:   keys install ANSWER\n`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new Error(`Cannot read "${path}": ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
