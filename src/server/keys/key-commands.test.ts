import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verifyRelease } from "../../federation/verify-release.ts";
import type { ReleaseTrust } from "../../federation/verify-release.ts";
import { readKeyFile } from "../key-files.ts";
import { createManifestSource } from "../manifest-source.ts";
import type { ManifestSource } from "../manifest-source.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { ensureSigningKeys, openSigningKeys, rootKeyPath } from "../signing-keys.ts";
import { KEY_COMMANDS_HELP, runKeyCommand } from "./key-commands.ts";

const DAY_MS = 86_400_000;
const facts = {
  version: 3,
  layout: "phi-1",
  dimensions: 3,
  clipNorm: 1,
  head: { hash: "0f".repeat(32), bytes: 200 },
  changedAtMs: 0,
};

const VERIFY: ReleaseTrust["verify"] = async (publicKey, signature, message) =>
  crypto.subtle.verify(
    "Ed25519",
    await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]),
    signature,
    message,
  );

interface Place {
  readonly folder: string;
  readonly run: (...words: readonly string[]) => string;
  readonly manifests: ManifestSource;
  /** What a browser says of an answer of the server: the version of its key list, or the refusal. */
  readonly browse: (body: string, seen?: ReleaseTrust["seen"]) => Promise<number | string>;
}

/** A server's folder with keys, and browsers that trust its root key. */
function open(folder = join(temporaryFolder(), "keys")): Place {
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
    manifests: createManifestSource({ store: { manifest: async () => facts }, keys, nowMs: () => DAY_MS }),
    browse: (body, seen = null) =>
      verifyRelease(body, "m", { ...trust, seen }).then(
        ({ keysVersion }) => keysVersion,
        (error: unknown) => (error as { refusal: string }).refusal,
      ),
  };
}

const bodyOf = async ({ manifests }: Place): Promise<string> => (await manifests.current()).body;
const idsIn = (text: string): string[] => text.match(/\b[0-9a-f]{16}\b/g) ?? [];
const signingIn = (list: string): string => /([0-9a-f]{16}) {2}signs now/.exec(list)?.[1] ?? "none";

/** What a thief makes: the newer list, with a manifest that the old key has signed for it. */
function withListOf(list: string, manifest: string): string {
  const parts = (body: string): { keys: unknown; manifest: unknown } =>
    JSON.parse(body) as { keys: unknown; manifest: unknown };
  return JSON.stringify({ keys: parts(list).keys, manifest: parts(manifest).manifest });
}

describe("keys rotate", () => {
  test("signs with a new key at once; browsers believe both answers, and the one before last goes", async () => {
    const place = open();
    const first = signingIn(place.run("list"));
    const before = await bodyOf(place);
    expect(await place.browse(before)).toBe(1);
    const [second] = idsIn(place.run("rotate"));
    expect(place.run("list")).toMatch(
      new RegExp(`version 2, .*\\n  ${first}  listed\\n  ${second}  signs now\\n$`),
    );
    const after = await bodyOf(place);
    expect(await place.browse(after)).toBe(2);
    expect(await place.browse(before)).toBe(1); // from a cache
    expect(JSON.parse(after)).toMatchObject({ manifest: { signatures: [{ keyId: second }] } });
    const [third] = idsIn(place.run("rotate"));
    expect(place.run("list")).toMatch(
      new RegExp(`  ${second}  listed\\n  ${third}  signs now\\n  ${first}  not listed, though`),
    );
    expect(await place.browse(await bodyOf(place))).toBe(3);
    for (let rotation = 0; rotation < 20; rotation++) place.run("rotate");
    expect(await place.browse(await bodyOf(place))).toBe(23);
  });
});

describe("keys revoke", () => {
  test("makes another key where none is left, and browsers refuse what the revoked one signs", async () => {
    const place = open();
    const stolen = signingIn(place.run("list"));
    const old = await bodyOf(place);
    const said = place.run("revoke", stolen);
    expect(said).toContain("The new release key is ");
    const fresh = await bodyOf(place);
    expect(await place.browse(fresh)).toBe(2);
    expect(place.run("list")).toContain(`${stolen}  revoked`);
    // The thief has the newest list, and signs whatever is wanted.
    const thief = readKeyFile(join(place.folder, `release-key-${stolen}.json`));
    const keys = { current: () => ({ ...openSigningKeys(place.folder).current(), releaseKey: thief }) };
    const forger = createManifestSource({
      store: { manifest: async () => facts },
      keys,
      nowMs: () => DAY_MS,
    });
    expect(await place.browse((await forger.current()).body)).toBe("key");
    expect(await place.browse(withListOf(fresh, old))).toBe("key");
    const seen = { version: 3, keysVersion: 2, issuedAtMs: 0 };
    expect(await place.browse(old, seen)).toBe("rollback");
    expect(() => place.run("revoke", stolen)).toThrow("revoked already");
  });

  test("goes back to the key before, where that one is left", async () => {
    const place = open();
    const first = signingIn(place.run("list"));
    const [second] = idsIn(place.run("rotate"));
    expect(place.run("revoke", second)).not.toContain("The new release key");
    expect(signingIn(place.run("list"))).toBe(first);
    expect(await place.browse(await bodyOf(place))).toBe(3);
  });
});

describe("a root key on another machine", () => {
  /** The root key is carried away. */
  function openOffline(): Place & { readonly root: string; readonly safe: string } {
    const place = open();
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
    const other = open();
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

describe("runKeyCommand", () => {
  test.each([
    [["rotat"], 'There is no command "keys rotat"'],
    [[], 'There is no command "keys "'],
    [["revoke"], "with 0 words after it"],
    [["revoke", "nonsense"], "must be listed or in"],
    [["revoke", "0".repeat(16)], "must be listed or in"],
    [["list", "all"], "with 1 words after it"],
    [["rotate", "--out", "x"], "with --out"],
    [["rotate", "--rot", "x"], "--rot"],
    [["rotate", "--root", "/nowhere/root.json"], 'Cannot use the key file "/nowhere/root.json"'],
    [["install", "/nowhere"], 'Cannot read "/nowhere"'],
    [["sign", "/nowhere"], "--root must name"],
    [["sign", "/nowhere", "--root", "/nowhere", "--out", "x"], 'Cannot read "/nowhere"'],
  ])("refuses %j, and changes nothing", (words, message) => {
    const { run, folder } = open();
    const before = readdirSync(folder);
    expect(() => run(...words)).toThrow(message);
    expect(readdirSync(folder)).toEqual(before);
  });

  test("says each of its commands in its help", () => {
    for (const command of ["list", "rotate", "revoke KEY", "sign REQUEST", "install ANSWER", "root FILE"])
      expect(KEY_COMMANDS_HELP).toContain(`keys ${command}`);
  });
});
