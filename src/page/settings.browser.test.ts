import { describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const scriptUrl = "https://shop.example/assets/personal-rank.js";

function settings(
  attributes: Record<string, string>,
  problems: string[] = [],
): ReturnType<typeof readSettings> {
  return readSettings((name) => attributes[name] ?? null, {
    scriptUrl,
    onProblem: (message) => problems.push(message),
  });
}

describe("readSettings", () => {
  test("denies consent, sends nothing, and finds model and worker beside the script unless told otherwise", () => {
    expect(settings({})).toEqual({
      listSelector: null,
      itemSelector: null,
      listId: "list",
      query: "",
      modelUrl: "https://shop.example/assets/models/shelf-mini/",
      syncUrl: null,
      hasConsent: false,
      learner: "bayes",
      backend: "auto",
      workerUrl: "https://shop.example/assets/personal-rank-worker.js",
    });
  });

  test("resolves what the author wrote against the page", () => {
    const { modelUrl, syncUrl } = settings({ model: "/models/tiny", sync: "/v1/" });
    expect(modelUrl).toBe(new URL("/models/tiny/", document.baseURI).href);
    expect(syncUrl).toBe(new URL("/v1", document.baseURI).href);
  });

  test("falls back, and says so, where the author wrote no URL", () => {
    const problems: string[] = [];
    const { syncUrl, modelUrl, workerUrl } = settings(
      { sync: "https://", model: "http://[", worker: "//:" },
      problems,
    );
    expect([syncUrl, modelUrl, workerUrl]).toEqual([
      null,
      "https://shop.example/assets/models/shelf-mini/",
      "https://shop.example/assets/personal-rank-worker.js",
    ]);
    expect(problems).toHaveLength(3);
  });

  test("takes only the word granted for consent", () => {
    const problems: string[] = [];
    expect(settings({ consent: "granted" }).hasConsent).toBe(true);
    expect(settings({ consent: "yes" }, problems).hasConsent).toBe(false);
    expect(problems).toEqual(['Cannot use consent="yes": expected one of denied, granted; "denied" is used']);
  });

  test("names no sync server when the browser signals Global Privacy Control", () => {
    Object.defineProperty(navigator, "globalPrivacyControl", { value: true, configurable: true });
    try {
      expect(settings({ sync: "/v1", consent: "granted" })).toMatchObject({
        syncUrl: null,
        hasConsent: true,
      });
    } finally {
      Reflect.deleteProperty(navigator, "globalPrivacyControl");
    }
  });
});
