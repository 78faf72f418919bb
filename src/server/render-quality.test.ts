import { describe, expect, test } from "vitest";
import { QUALITY_FIELDS } from "../base/quality-fields.ts";
import { openStore } from "./open-store.ts";
import { renderQuality } from "./render-quality.ts";
import { temporaryFolder } from "./server-fixture.ts";

const NONE = QUALITY_FIELDS.map(({ values }) => values.map(() => 0));
const DAY_MS = 86_400_000;

describe("renderQuality", () => {
  test("says nothing of browsers while nothing has come, but what each metric is", () => {
    const text = renderQuality({ total: NONE, recent: NONE });
    expect(text).toContain("# TYPE personal_rank_quality_share gauge\n# HELP");
    expect(text).not.toMatch(/^personal_rank_(lift|quality_share)/m);
    expect(text.match(/^personal_rank_quality_reports_total\{.*\} 0$/gm)).toHaveLength(21);
  });

  test("takes the randomising out, and puts three errors on each side of the lift", () => {
    // What is expected of 10,000 browsers of which 30 % name the visitor's order and 10 % the shop's.
    const expected = [600, 300, 100].map(
      (browsers) => browsers * 10 * 0.7869860418 + (10_000 - browsers * 10) * 0.1065069791,
    );
    const recent = [expected, ...NONE.slice(1)];
    const text = renderQuality({ total: recent, recent });
    const valueOf = (series: string): number =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${series} `))!
          .split(" ")[1],
      );
    expect(valueOf('personal_rank_quality_share{field="comparison",value="personal"}')).toBeCloseTo(0.3, 6);
    expect(valueOf("personal_rank_lift_ratio")).toBeCloseTo(0.2, 6);
    const [low, high] = [valueOf("personal_rank_lift_ratio_low"), valueOf("personal_rank_lift_ratio_high")];
    expect((low + high) / 2).toBeCloseTo(0.2, 6);
    // ((0.485 − 0.0185) / 10,000)^½ / 0.6805
    expect((high - low) / 6).toBeCloseTo(0.01, 3);
    expect(text).not.toContain('personal_rank_quality_share{field="drift"');
  });

  test("estimates from the last 28 days, and counts all", async () => {
    const clock = { nowMs: 1_000 * DAY_MS };
    const store = await openStore({
      dataDir: temporaryFolder(),
      layout: "phi-1",
      dimensions: 3,
      nowMs: () => clock.nowMs,
    });
    await store.addQuality({ field: 3, value: 1, isCanary: false });
    clock.nowMs += 27 * DAY_MS;
    expect((await store.quality()).recent[3]).toEqual([0, 1]);
    clock.nowMs += DAY_MS;
    await store.addQuality({ field: 3, value: 0, isCanary: false });
    expect((await store.quality()).recent[3]).toEqual([1, 0]);
    expect((await store.quality()).total[3]).toEqual([1, 1]);
    await store.close();
    await expect(store.addQuality({ field: 0, value: 0, isCanary: false })).rejects.toThrow();
  });
});
