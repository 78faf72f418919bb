import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verifyRelease } from "../../federation/verify-release.ts";
import { readKeyFile } from "../key-files.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { ensureSigningKeys, rootKeyPath } from "../signing-keys.ts";
import { runKeyCommand } from "./key-commands.ts";
import { bodyOf, DAY_MS, idsIn, openKeyPlace, signingIn, VERIFY, withListOf } from "./key-place-fixture.ts";
import type { KeyPlace } from "./key-place-fixture.ts";

describe("a root key on another machine", () => {
  /** The root key is carried away. */
  function openOffline(): KeyPlace & { readonly root: string; readonly safe: string } {
    const place = openKeyPlace();
    const safe = temporaryFolder();
    const root = join(safe, "root.json");
    renameSync(rootKeyPath(place.folder), root);
    return { ...place, root, safe };
  }

  test("signs what a server asks for, and says what that is; until then all stays as it was", async () => {
    const place = openOffline();
    const { run, safe, root } = place;
    const first = signingIn(run("list"));
    const before = await bodyOf(place);
    const said = run("rotate");
    const [second] = idsIn(said);
    const request = join(place.folder, "key-list-request.json");
    expect(said).toContain(`take "${request}" to it`);
    expect(run("list")).toContain(`Waits for the root key: version 2, in "${request}"`);
    expect(await bodyOf(place)).toBe(before);
    // Another need comes up before anybody has gone there.
    run("revoke", first);
    expect(readFileSync(request, "utf8")).not.toMatch(/"d"|private/);
    const answer = join(safe, "answer.json");
    const signed = runKeyCommand(["sign", request, "--root", root, "--out", answer], {
      folder: "/nowhere",
      nowMs: DAY_MS,
    });
    expect(signed).toContain("version 2");
    expect(signed).toContain("holds until 1971-01-02");
    expect(signed).toContain(`${second}  is new\n  ${first}  is revoked\n`);
    expect(await bodyOf(place)).toBe(before);
    expect(run("install", answer)).toContain(`${second}  signs now`);
    expect(existsSync(request)).toBe(false);
    expect(await place.browse(await bodyOf(place))).toBe(2);
    expect(await place.browse(withListOf(await bodyOf(place), before))).toBe("key");
    expect(() => run("install", answer)).toThrow("must be later than version 2: got 2");
  });

  test("is followed by another root key: both sign, then the other one alone, and neither comes to the server", async () => {
    const { run, root, safe, folder, manifests } = openOffline();
    const next = join(safe, "next.json");
    run("root", next);
    const roots = [root, next].map((path) => readKeyFile(path));
    /** Pages that name these roots. */
    const pages = async (...named: readonly (typeof roots)[number][]): Promise<number | string> =>
      verifyRelease((await manifests.current()).body, "m", {
        roots: named,
        layout: "phi-1",
        nowMs: DAY_MS,
        seen: null,
        verify: VERIFY,
      }).then(
        ({ keysVersion }) => keysVersion,
        (error: unknown) => (error as { refusal: string }).refusal,
      );
    let answers = 0;
    const change = (...signers: readonly string[]): string => {
      run("rotate");
      const answer = join(safe, `answer-${answers++}.json`);
      const flags = signers.flatMap((path) => ["--root", path]);
      run("sign", join(folder, "key-list-request.json"), ...flags, "--out", answer);
      return run("install", answer);
    };
    expect(await Promise.all([pages(roots[0]), pages(roots[1]), pages(...roots)])).toEqual([
      1,
      "signature",
      1,
    ]);
    // Nobody but the root of before can say who comes next.
    expect(() => change(next)).toThrow(`must have signed it: got ${roots[0].keyId}`);
    change(next, root);
    expect(await Promise.all([pages(roots[0]), pages(roots[1]), pages(...roots)])).toEqual([2, 2, 2]);
    change(next);
    expect(await Promise.all([pages(roots[0]), pages(roots[1]), pages(...roots)])).toEqual([
      "signature",
      3,
      3,
    ]);
    // The root of before is none any more.
    expect(() => change(root)).toThrow("must have signed it");
    expect(() => run("rotate", "--root", root, "--root", next)).toThrow("with two root keys");
  });

  test("is not followed by the one before, which a server still has: neither as it starts nor when it is asked", () => {
    const { run, folder } = openKeyPlace();
    const [old, next] = [rootKeyPath(folder), join(temporaryFolder(), "next.json")];
    run("root", next);
    run("rotate", "--root", next);
    const [oldId, nextId] = [old, next].map((path) => readKeyFile(path).keyId);
    const before = readdirSync(folder);
    expect(() => run("rotate")).toThrow(
      `the root key of the present list, ${nextId}, must sign the next one: got ${oldId}`,
    );
    expect(readdirSync(folder)).toEqual(before);
    const list = ensureSigningKeys(folder, 300 * DAY_MS).current().signedList;
    expect(list.signatures.map(({ keyId }) => keyId)).toEqual([nextId]);
    run("rotate", "--root", old);
    expect(run("list")).toContain(`signed by the root key ${oldId}`);
  });

  test("begins a server that never had it", async () => {
    const [safe, folder] = [temporaryFolder(), join(temporaryFolder(), "keys")];
    const [root, answer] = [join(safe, "root.json"), join(safe, "answer.json")];
    const run = (...words: string[]): string => runKeyCommand(words, { folder, nowMs: DAY_MS });
    expect(run("list")).toContain("There is no key list");
    expect(run("root", root)).toContain(`data-sync-key="${readKeyFile(root).publicText}"`);
    expect(() => run("root", root)).toThrow("never written over another one");
    run("rotate");
    expect(() => ensureSigningKeys(folder, DAY_MS)).toThrow('"keys install" takes it');
    const said = run("sign", join(folder, "key-list-request.json"), "--root", root, "--out", answer);
    expect(said).toContain("It is the first list: with a root key that has signed others");
    run("install", answer);
    expect(ensureSigningKeys(folder, DAY_MS).current().list.version).toBe(1);
    expect(readdirSync(folder)).not.toContain("root-key.json");
  });

  test("signs nothing that a server may not ask for", () => {
    const { run, root, folder, safe } = openOffline();
    const first = signingIn(run("list"));
    run("rotate");
    run("revoke", first);
    const request = join(folder, "key-list-request.json");
    const text = readFileSync(request, "utf8");
    const sign = (changed: string, out = join(safe, "answer.json")): string => {
      writeFileSync(request, changed);
      return run("sign", request, "--root", root, "--out", out);
    };
    const another = (
      of: string,
      change: (list: { keys: { keyId: string }[]; revoked: string[] }) => void,
    ): string => {
      const request = JSON.parse(of) as { wanted: string };
      const list = JSON.parse(request.wanted) as { keys: { keyId: string }[]; revoked: string[] };
      change(list);
      return JSON.stringify({ ...request, wanted: JSON.stringify(list) });
    };
    expect(() => sign(another(text, (list) => (list.keys[0].keyId = "0".repeat(16))))).toThrow(
      "must have the id of its bytes",
    );
    expect(() => sign(another(text, (list) => (list.keys = [])))).toThrow("a key must be left");
    expect(() => sign(text.replace('\\"version\\":1', '\\"version\\":7'))).toThrow(
      "it was changed on the way",
    );
    expect(() => sign("{}")).toThrow('"type" must be "key-list-request"');
    expect(() => sign("hello")).toThrow("it must be JSON");
    const stranger = join(safe, "stranger.json");
    run("root", stranger);
    writeFileSync(request, text);
    expect(() => run("sign", request, "--root", stranger, "--out", join(safe, "x"))).toThrow(
      `must have signed it: got ${readKeyFile(root).keyId}`,
    );
    sign(text);
    expect(() => sign(text)).toThrow("EEXIST");
    // What was revoked stays so, whatever the next request says.
    run("install", join(safe, "answer.json"));
    run("rotate");
    const next = another(readFileSync(request, "utf8"), (list) => (list.revoked = []));
    sign(next, join(safe, "next.json"));
    run("install", join(safe, "next.json"));
    expect(run("list")).toContain(`${first}  revoked`);
  });

  test("is believed only where it is the one that pages name, in whole, and for keys that are here", () => {
    const { run, root, folder, safe } = openOffline();
    run("rotate");
    const answer = join(safe, "answer.json");
    run("sign", join(folder, "key-list-request.json"), "--root", root, "--out", answer);
    const text = readFileSync(answer, "utf8");
    const install = (changed: string): string => {
      writeFileSync(answer, changed);
      return run("install", answer);
    };
    expect(() => install(text.replace('\\"version\\":2', '\\"version\\":9'))).toThrow(
      "it was changed on the way",
    );
    expect(() => install(text.replace(/"root":"[^"]+"/, '"root":"short"'))).toThrow(
      "a public key of 43 characters",
    );
    expect(() => install('{"type":"key-list"}')).toThrow('"root" must be');
    const other = openKeyPlace();
    const otherRoot = rootKeyPath(other.folder);
    renameSync(otherRoot, join(safe, "other-root.json"));
    other.run("rotate");
    const foreign = join(safe, "foreign.json");
    other.run(
      "sign",
      join(other.folder, "key-list-request.json"),
      "--root",
      join(safe, "other-root.json"),
      "--out",
      foreign,
    );
    expect(() => run("install", foreign)).toThrow(/which pages do not name/);
    expect(run("list")).toContain("version 1");
    expect(install(text)).toContain("Version 2 of the key list is in force");
    expect(() => runKeyCommand(["install", foreign], { folder: join(safe, "keys"), nowMs: 0 })).toThrow(
      "one of its keys must be in",
    );
  });
});
