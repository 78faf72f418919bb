import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readKeyFile } from "../key-files.ts";
import { createManifestSource } from "../manifest-source.ts";
import { openSigningKeys } from "../signing-keys.ts";
import { KEY_COMMANDS_HELP } from "./key-commands.ts";
import { bodyOf, DAY_MS, FACTS, idsIn, openKeyPlace, signingIn, withListOf } from "./key-place-fixture.ts";

describe("keys rotate", () => {
  test("signs with a new key at once; browsers believe both answers, and the one before last goes", async () => {
    const place = openKeyPlace();
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
    const place = openKeyPlace();
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
      store: { manifest: async () => FACTS },
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
    const place = openKeyPlace();
    const first = signingIn(place.run("list"));
    const [second] = idsIn(place.run("rotate"));
    expect(place.run("revoke", second)).not.toContain("The new release key");
    expect(signingIn(place.run("list"))).toBe(first);
    expect(await place.browse(await bodyOf(place))).toBe(3);
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
    const { run, folder } = openKeyPlace();
    const before = readdirSync(folder);
    expect(() => run(...words)).toThrow(message);
    expect(readdirSync(folder)).toEqual(before);
  });

  test("says each of its commands in its help", () => {
    for (const command of ["list", "rotate", "revoke KEY", "sign REQUEST", "install ANSWER", "root FILE"])
      expect(KEY_COMMANDS_HELP).toContain(`keys ${command}`);
  });
});
