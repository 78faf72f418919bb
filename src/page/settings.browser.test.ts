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
      learns: "last-layer",
      explore: "none",
      holdOut: 0,
      interleave: "none",
      prepare: "none",
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

  test("explores and compares only as far as the author asks for", () => {
    const asked = {
      learns: "personal-vector",
      explore: "thompson",
      "hold-out": "0.2",
      interleave: "team-draft",
    };
    const { learns, explore, holdOut, interleave } = settings(asked);
    expect([learns, explore, holdOut, interleave]).toEqual([
      "personal-vector",
      "thompson",
      0.2,
      "team-draft",
    ]);
  });

  test.each(["0.51", "-0.1", "", "many", "NaN", "Infinity"])(
    "compares no pages for hold-out=%j, and says so",
    (given) => {
      const problems: string[] = [];
      expect(settings({ "hold-out": given }, problems).holdOut).toBe(0);
      expect(problems).toEqual([
        `Cannot use hold-out="${given}": expected a number from 0 to 0.5; "0" is used`,
      ]);
    },
  );

  test.each(["learns", "explore", "interleave"])('uses the default for %s="x", and says so', (name) => {
    const problems: string[] = [];
    expect(settings({ [name]: "x" }, problems)).toEqual(settings({}));
    expect(problems[0]).toContain(`Cannot use ${name}="x": expected one of `);
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
