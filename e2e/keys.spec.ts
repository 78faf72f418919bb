import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { readKeyFile } from "../src/server/key-files.ts";
import { signedBy } from "../src/server/signing-keys.ts";
import { changeTag } from "./change-tag.ts";
import { syncKeyAt } from "./demo-server.ts";
import { test } from "./fixtures.ts";
import { sendReport } from "./send-report.ts";

interface Signed {
  readonly signed: string;
}
interface Release {
  readonly keys: Signed;
  readonly manifest: Signed;
}

/** Who stands between a visitor and the server, with releases of their own. */
async function interceptReleases(page: Page, release: Release): Promise<void> {
  await page.context().unroute("**/v1/manifest");
  await page.context().route("**/v1/manifest", (route) => route.fulfill({ json: release }));
}

test("a visitor goes along with a change of keys, and believes nobody who has the key that was revoked, or a list from before", async ({
  newVisitor,
  demo,
}) => {
  const keyFolder = join(demo.dataDir, "keys");
  const keyFiles = (): string[] => readdirSync(keyFolder).filter((name) => name.startsWith("release-key-"));
  const releaseNow = async (): Promise<Release> =>
    (await (await fetch(`${demo.url}/v1/manifest`)).json()) as Release;
  const shop = await newVisitor();
  await shop.recordErrors();
  expect(await shop.search("lamp")).toMatchObject({ headVersion: 0 });
  const before = await releaseNow();
  const [stolenFile] = keyFiles();
  const stolen = readKeyFile(join(keyFolder, stolenFile));

  await demo.command("keys", "rotate");
  await demo.command("keys", "revoke", stolen.keyId);
  expect(keyFiles()).toHaveLength(2);
  await sendReport(demo, { seed: 1 });
  expect(await demo.headVersion()).toBe(1);
  expect(await shop.search("chair")).toMatchObject({ headVersion: 1 });
  expect(await shop.errors()).toEqual([]);

  // Whoever has the old key offers the head of before as a newer one.
  const { keys } = await releaseNow();
  const forge = (keysVersion: number): Signed =>
    signedBy(
      stolen,
      "manifest",
      JSON.stringify({
        ...(JSON.parse(before.manifest.signed) as object),
        version: 9,
        keysVersion,
        issuedAtMs: Date.now(),
      }),
    );
  for (const [release, words] of [
    [{ keys, manifest: forge((JSON.parse(keys.signed) as { version: number }).version) }, "which is revoked"],
    [{ keys: before.keys, manifest: forge(1) }, "keysVersion must be"],
  ] as const) {
    await interceptReleases(shop.page, release);
    const ranking = await shop.search("lamp");
    expect(await shop.waitForError("sync-failed")).toMatchObject({
      severity: "degraded",
      message: expect.stringContaining(words),
    });
    expect(ranking.headVersion).toBe(1);
    expect(await shop.idsOnPage()).toEqual(ranking.items.map(({ id }) => id));
  }
  await shop.page.context().unroute("**/v1/manifest");
  await sendReport(demo, { seed: 2, baseVersion: 1 });
  expect(await shop.search("mug")).toMatchObject({ headVersion: 2 });
  expect(shop.exceptions).toEqual([]);

  // Another root: pages name both before.
  const rootFile = join(demo.dataDir, "another-root.json");
  await demo.command("keys", "root", rootFile);
  await demo.command("keys", "rotate", "--root", rootFile);
  await shop.recordErrors();
  expect(await shop.search("lamp")).toMatchObject({ headVersion: 2 });
  expect(await shop.waitForError("sync-failed")).toMatchObject({
    message: expect.stringContaining("root key that the page names"),
  });
  await changeTag(shop.page, { syncKey: `${await syncKeyAt(demo.url)} ${readKeyFile(rootFile).publicText}` });
  await sendReport(demo, { seed: 3, baseVersion: 2 });
  expect(await shop.search("chair")).toMatchObject({ headVersion: 3 });
  expect(await shop.errors()).toEqual([]);
});
