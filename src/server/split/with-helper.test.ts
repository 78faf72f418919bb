import { expect, test } from "vitest";
import { startServer } from "../server-fixture.ts";
import { helperOf, reports, splitBy } from "./split-leader-fixture.ts";
import { postShare } from "./split-fixture.ts";

test("a second server that is away, or refuses, is counted for Prometheus, from 0", async () => {
  const all = await reports(2);
  const helper = helperOf(all);
  const { port, metricsPort, store } = await startServer({
    cohort: 2,
    minCohort: 2,
    promotion: "person",
    split: splitBy(helper),
  });
  const failures = async (): Promise<(string | undefined)[]> => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    return ["away", "refused"].map(
      (result) =>
        new RegExp(`^personal_rank_second_server_failures_total\\{result="${result}"\\} (\\d+)$`, "m").exec(
          text,
        )?.[1],
    );
  };
  expect(await failures()).toEqual(["0", "0"]);
  helper.state = "down";
  for (const { leader } of all) expect(await postShare(port, leader)).toBe(202);
  await expect.poll(async () => Number((await failures())[0]), { timeout: 10_000 }).toBeGreaterThan(0);
  expect((await failures())[1]).toBe("0");
  helper.state = "refuses";
  await expect
    .poll(() => store.advance().then(async () => (await store.round(0))?.state), { timeout: 10_000 })
    .toBe("EXPIRED");
  expect((await failures())[1]).toBe("1");
}, 30_000);
