import { expect } from "@playwright/test";
import { test } from "./fixtures.ts";
import { brandTaste, builtInCatalogue, liked, meanRanks, teach } from "./taste.ts";

interface ManifestAnswer {
  readonly version: number;
}

test("a delta reaches the server once although it is sent three times, and a second profile starts from the new head", async ({
  newVisitor,
  demo,
}) => {
  const catalogue = builtInCatalogue();
  const taste = brandTaste("Lindhavn");
  const manifest = async (): Promise<ManifestAnswer> =>
    (await fetch(`${demo.url}/v1/manifest`)).json() as Promise<ManifestAnswer>;
  const teacher = await newVisitor();
  expect((await manifest()).version).toBe(0);

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
  const outcomes = [];
  for (let attempt = 0; attempt < 4 && bodies.length < 3; attempt++) {
    outcomes.push((await teacher.page.evaluate(() => window.personalRank!.share())).outcome);
  }
  expect(bodies).toHaveLength(3);
  expect(new Set(bodies).size).toBe(1);
  expect(outcomes.at(-1)).toBe("duplicate");
  expect((await manifest()).version).toBe(1); // a second count would have closed a second round
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
