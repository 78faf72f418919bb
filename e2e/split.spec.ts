import { expect } from "@playwright/test";
import { changeTag } from "./change-tag.ts";
import { test as base } from "./fixtures.ts";
import { type SplitServers, startSplitServers } from "./split-servers.ts";
import { brandTaste, builtInCatalogue, teach } from "./taste.ts";

const test = base.extend<{ servers: SplitServers }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
  servers: async ({}, use) => {
    const servers = await startSplitServers();
    await use(servers);
    servers.stop();
  },
});

test("what a visitor shares goes in two parts to two servers, which make a head of them that a newcomer gets", async ({
  newVisitor,
  servers,
}) => {
  const { leaderUrl, helperUrl, rootKey } = servers;
  const tag = { sync: leaderUrl, syncKey: rootKey };
  const teacher = await newVisitor();
  await changeTag(teacher.page, tag);
  const uploads: [string, number][] = [];
  teacher.page.context().on("request", (request) => {
    if (request.method() === "POST") uploads.push([request.url(), request.postDataBuffer()?.length ?? 0]);
  });
  await teach(teacher, {
    taste: brandTaste("Lindhavn"),
    catalogue: builtInCatalogue(),
    queries: ["lamp"],
    clicksPerQuery: 1,
  });
  await teacher.search("lamp");
  await teacher.generation(1);
  const share = (): Promise<string> =>
    teacher.page.evaluate(async () => (await window.personalRank!.share()).outcome);
  await expect.poll(share).toMatch(/^(accepted|nothing)/);
  const { outbox, lastSent } = await teacher.inspect();
  expect(outbox).toEqual([]);
  expect(uploads).toEqual([
    [`${helperUrl}/shares`, lastSent!.helper!.bytes.length],
    [`${leaderUrl}/shares`, lastSent!.bytes.length],
  ]);
  expect(lastSent!.helper!.url).toBe(helperUrl);

  await expect
    .poll(() => servers.command("rounds"), { timeout: 30_000 })
    .toMatch(/ 0 {2}CANDIDATE .* 1 report/);
  const metrics = await servers.helperMetrics();
  expect(metrics).toContain('personal_rank_helper_checks_total{result="accepted"} 1');
  expect(metrics).toContain("personal_rank_helper_summed_reports_total 1");
  await servers.command("promote", "0", "--reason", "a journey");

  const newcomer = await newVisitor();
  await changeTag(newcomer.page, tag);
  expect(await newcomer.search("mug")).toMatchObject({ headVersion: 1, generation: 0 });
  expect([...teacher.exceptions, ...teacher.messages, ...newcomer.exceptions]).toEqual([]);
});
