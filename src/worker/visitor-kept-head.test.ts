import { describe, expect, test, vi } from "vitest";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import type { Platform } from "./platform.ts";
import { BAYES, releaseOf, testPlatform } from "./visitor-fixtures.test-helper.ts";
import { did, lifeRanking, live } from "./visitor-life.test-helper.ts";
import { visitor } from "./visitor.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

describe("the head that is kept at hand", () => {
  test("is that of the store, whatever another tab has learned, forgotten, taken over or erased", async () => {
    const { person, platform } = await live();
    const other = visitor(platform, BAYES);
    const expectSame = async (): Promise<void> => {
      const fresh = await visitor(platform, BAYES).heads(null);
      for (const tab of [person, other]) expect((await tab.heads(null)).personal).toEqual(fresh.personal);
    };
    await expectSame();
    await other.learn([did("click", "r3/c", 1e8)]);
    await expectSame();
    await other.forget({ eventIds: ["click r3/c"] });
    await expectSame();
    const weights = new Float32Array(FEATURE_COUNT).fill(0.01);
    await other.takeRelease(releaseOf(7), { version: 7, weights });
    await expectSame();
    await platform.records.erase();
    await expectSame();
    expect((await person.heads(null)).personal.generation).toBe(0);
  });

  test("is not one that was erased, though as much was learned again since", async () => {
    const platform = testPlatform();
    const [person, other] = [visitor(platform, BAYES), visitor(platform, BAYES)];
    const learnOf = async (rankingId: string, seed: number): Promise<void> => {
      await other.show(lifeRanking(rankingId, seed));
      await other.learn([did("impression", `${rankingId}/a`, 1), did("impression", `${rankingId}/b`, 1)]);
      await other.learn([did("click", `${rankingId}/c`, 2)]);
    };
    await learnOf("before", 1);
    const erased = (await person.heads(null)).personal;
    await platform.records.erase();
    await learnOf("after", 2);
    const fresh = (await visitor(platform, BAYES).heads(null)).personal;
    expect(fresh.generation).toBe(erased.generation);
    // As texts: what differs in 66,000 numbers takes minutes to tell.
    const textOf = ({ state }: typeof fresh): string => JSON.stringify(state);
    expect(textOf((await person.heads(null)).personal) === textOf(fresh)).toBe(true);
    expect(textOf(fresh) === textOf(erased)).toBe(false);
  });

  test("is not read from the store again while nothing has moved", async () => {
    const { platform } = await live();
    let reads = 0;
    const records: Platform["records"] = {
      ...platform.records,
      get: (kind, key) => {
        if (kind === "head") reads++;
        return platform.records.get(kind, key);
      },
    };
    const person = visitor({ ...platform, records }, BAYES);
    for (let time = 0; time < 3; time++) await person.heads(null);
    expect(reads).toBe(1);
  });
});
