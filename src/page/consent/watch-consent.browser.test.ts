import { afterEach, describe, expect, test, vi } from "vitest";
import { fakePlatforms, tcDataOf } from "./consent-platforms.test-helper.ts";
import { watchConsent } from "./watch-consent.ts";

const load = (): Promise<typeof import("./consent-platforms.ts")> => import("./consent-platforms.ts");

describe("watchConsent", () => {
  const platforms = fakePlatforms();
  afterEach(() => platforms.remove());

  test("knows at once what the shop's attribute says", () => {
    const told: boolean[] = [];
    for (const source of ["granted", "denied"])
      watchConsent(source, (isGranted) => told.push(isGranted), load);
    expect(told).toEqual([true, false]);
  });

  test("asks the platform that is named", async () => {
    platforms.tcf(tcDataOf(true));
    const told: boolean[] = [];
    const stop = watchConsent("tcf", (isGranted) => told.push(isGranted), load);
    await vi.waitFor(() => expect(told).toEqual([true]));
    platforms.tcf(tcDataOf(false));
    expect(told).toEqual([true, false]);
    stop();
    platforms.tcf(tcDataOf(true));
    expect(told).toEqual([true, false]);
  });

  test("asks nobody if it was stopped before it could", async () => {
    platforms.tcf(tcDataOf(true));
    const told: boolean[] = [];
    watchConsent("tcf", (isGranted) => told.push(isGranted), load)();
    await import("./consent-platforms.ts");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toEqual([]);
    expect(platforms.tcfListeners.size).toBe(0);
  });
});
