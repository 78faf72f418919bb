import { expect } from "@playwright/test";
import { changeTag } from "./change-tag.ts";
import { test } from "./fixtures.ts";
import { brandTaste, builtInCatalogue, liked, meanRanks, teach } from "./taste.ts";

test("a delta reaches the server once although it is sent three times, and a second profile starts from the new head", async ({
  newVisitor,
  demo,
}) => {
  const catalogue = builtInCatalogue();
  const taste = brandTaste("Lindhavn");
  const teacher = await newVisitor();
  expect(await demo.headVersion()).toBe(0);

  // Twice the server takes the delta and its answer is lost on the way back.
  const bodies: string[] = [];
  await teacher.page.context().route("**/v1/deltas", async (route) => {
    bodies.push(
      `${route.request().headers()["idempotency-key"]} ${route.request().postDataBuffer()!.toString("base64")}`,
    );
    if (bodies.length > 2) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await teach(teacher, { taste, catalogue, queries: ["lamp", "chair"], clicksPerQuery: 3 });
  await teacher.search("lamp");
  await teacher.generation(6);
  const outcomes: string[] = [];
  // The tag tries by itself too, and while it does, sending by hand only waits.
  const shared = async (): Promise<number> => {
    outcomes.push((await teacher.page.evaluate(() => window.personalRank!.share())).outcome);
    return bodies.length;
  };
  await expect.poll(shared).toBeGreaterThanOrEqual(3);
  if (outcomes.at(-1) === "queued") await shared();
  expect(new Set(bodies).size).toBe(1);
  expect(outcomes.at(-1)).toBe("duplicate");
  await expect.poll(() => demo.headVersion()).toBe(1);
  expect(await demo.command("rounds")).not.toMatch(/^ *[2-9] {2}/m); // a second count would have closed a second round
  expect((await teacher.inspect()).outbox).toEqual([]);

  const newcomer = await newVisitor();
  const ranking = await newcomer.search("mug");
  expect(ranking).toMatchObject({ headVersion: 1, generation: 0 });
  const { shop, shown } = meanRanks(ranking, liked(ranking, { taste, catalogue }));
  console.log(
    `a newcomer's first page with head 1: mean rank of ${taste.name} ${shop.toFixed(1)} -> ${shown.toFixed(1)}`,
  );
  expect(shown).toBeLessThan(shop);

  // The next visit asks again, and the server says that nothing is new.
  const [answer] = await Promise.all([
    newcomer.page.context().waitForEvent("response", (response) => response.url().endsWith("/v1/manifest")),
    newcomer.search("lamp"),
  ]);
  expect(answer.status()).toBe(304);
  expect([...teacher.exceptions, ...newcomer.exceptions]).toEqual([]);
});

test("an upload that a page did not see answered is sent by a later one, the same bytes under the same key, and counted once", async ({
  newVisitor,
  demo,
}) => {
  const shop = await newVisitor();
  await changeTag(shop.page, { syncToken: "site-demo" });
  const bodies: string[] = [];
  const tokens = new Set<string | undefined>();
  let isLost = true;
  await shop.page.context().route("**/v1/deltas", async (route) => {
    const request = route.request();
    bodies.push(`${request.headers()["idempotency-key"]} ${request.postDataBuffer()!.toString("base64")}`);
    tokens.add(request.headers()["personal-rank-token"]);
    if (!isLost) return route.continue();
    await route.fetch(); // the server has it, and the page is gone before it says so
  });
  await teach(shop, {
    taste: brandTaste("Lindhavn"),
    catalogue: builtInCatalogue(),
    queries: ["lamp"],
    clicksPerQuery: 2,
  });
  await shop.search("lamp");
  void shop.page.evaluate(() => void window.personalRank!.share());
  await expect.poll(() => bodies.length).toBe(1);
  await expect.poll(() => demo.headVersion()).toBe(1);
  await shop.open("/cart");
  isLost = false;
  await shop.page.waitForFunction(() => window.personalRank?.state === "ready");
  const { outcome } = await shop.page.evaluate(() => window.personalRank!.share());
  expect(outcome).toBe("duplicate");
  expect(new Set(bodies).size).toBe(1);
  expect([...tokens]).toEqual(["site-demo"]);
  const { outbox, sent, lastSent, privacy } = await shop.inspect();
  expect([outbox, sent.atMs.length, lastSent?.bytes.length ?? 0]).toEqual([[], 1, expect.any(Number)]);
  expect(privacy).toMatchObject({ noiseMultiplier: 0, withNext: Infinity }); // the demo hides nobody
  expect(await demo.headVersion()).toBe(1);
  expect(shop.exceptions).toEqual([]);
});

test("a release that was changed on its way is refused with one message: the head of before stays, lists are ordered, nothing is sent", async ({
  newVisitor,
  demo,
}) => {
  const shop = await newVisitor();
  await shop.recordErrors();
  await shop.search("lamp");
  expect(await shop.errors()).toEqual([]);
  await shop.page.context().route("**/v1/manifest", async (route) => {
    const response = await route.fetch({ headers: { ...route.request().headers(), "if-none-match": "" } });
    const body = (await response.text()).replace('\\"clipNorm\\":1', '\\"clipNorm\\":9');
    await route.fulfill({ response, body });
  });
  const ranking = await shop.search("chair");
  expect(await shop.waitForError("sync-failed")).toMatchObject({
    severity: "degraded",
    message: expect.stringContaining("does not fit it"),
  });
  expect(ranking.headVersion).toBe(0);
  expect(shop.messages).toHaveLength(1);
  expect(shop.syncRequests.filter((request) => request.startsWith("POST"))).toEqual([]);
  expect(await demo.headVersion()).toBe(0);
});

test("a tag that names a server and no key takes and sends nothing, and says so once", async ({ shop }) => {
  await shop.recordErrors();
  await changeTag(shop.page, { syncKey: null });
  await shop.search("lamp");
  expect(await shop.waitForError("sync-failed")).toMatchObject({
    severity: "degraded",
    message: expect.stringContaining('Cannot use "sync" without "sync-key"'),
  });
  expect(shop.messages).toHaveLength(1);
  expect(await shop.page.evaluate(() => window.personalRank!.share())).toMatchObject({
    outcome: "no-server",
  });
  expect(shop.syncRequests).toEqual([]);
});
