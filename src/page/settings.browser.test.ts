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
  test("sends nothing, and finds lists by itself and model and worker beside the script, unless told otherwise", () => {
    const { query, ...rest } = settings({});
    expect(query()).toBe("");
    expect(rest).toEqual({
      listSelector: null,
      itemSelector: null,
      listId: null,
      kind: "shop",
      apply: "auto",
      ga4: "dataLayer",
      rules: { maxDisplacement: null, brandCap: null, exposureFloor: null, blocked: [] },
      start: {
        modelUrl: "https://shop.example/assets/models/shelf-mini/",
        syncUrl: null,
        syncKey: null,
        syncToken: null,
        learner: "bayes",
        learns: "last-layer",
        explore: "none",
        holdOut: 0,
        interleave: "none",
        monitor: "none",
        backend: "auto",
      },
      prepare: "none",
      worker: { url: "https://shop.example/assets/personal-rank-worker-whole.js", integrity: "" },
    });
  });

  test("resolves what the author wrote against the page", () => {
    const given = { model: "/models/tiny", sync: "/v1/", "sync-key": "abc", "sync-token": "site-1" };
    const { modelUrl, syncUrl, syncKey, syncToken } = settings(given).start;
    expect([syncKey, syncToken]).toEqual(["abc", "site-1"]);
    expect(modelUrl).toBe(new URL("/models/tiny/", document.baseURI).href);
    expect(syncUrl).toBe(new URL("/v1", document.baseURI).href);
  });

  test("falls back, and says so, where the author wrote no URL", () => {
    const problems: string[] = [];
    const { start, worker } = settings({ sync: "https://", model: "http://[", worker: "//:" }, problems);
    expect([start.syncUrl, start.modelUrl, worker.url]).toEqual([
      null,
      "https://shop.example/assets/models/shelf-mini/",
      "https://shop.example/assets/personal-rank-worker-whole.js",
    ]);
    expect(problems).toHaveLength(3);
  });

  test("reads GA4 events from the array that is named, and from none if that is what is asked for", () => {
    expect(settings({ ga4: "gtmLayer" }).ga4).toBe("gtmLayer");
    expect(settings({ ga4: "none" }).ga4).toBeNull();
  });

  test("explores and compares only as far as the author asks for", () => {
    const asked = {
      learns: "personal-vector",
      explore: "thompson",
      "hold-out": "0.2",
      interleave: "team-draft",
      monitor: "beacon",
    };
    const { learns, explore, holdOut, interleave, monitor } = settings(asked).start;
    expect([learns, explore, holdOut, interleave, monitor]).toEqual([
      "personal-vector",
      "thompson",
      0.2,
      "team-draft",
      "beacon",
    ]);
  });

  test.each(["0.51", "-0.1", "", "many", "NaN", "Infinity"])(
    "compares no pages for hold-out=%j, and says so",
    (given) => {
      const problems: string[] = [];
      expect(settings({ "hold-out": given }, problems).start.holdOut).toBe(0);
      expect(problems).toEqual([
        `Cannot use hold-out="${given}": expected a number from 0 to 0.5; "0" is used`,
      ]);
    },
  );

  test.each(["learns", "explore", "interleave", "monitor", "kind", "apply"])(
    'uses the default for %s="x", and says so',
    (name) => {
      const problems: string[] = [];
      const { query: _, ...used } = settings({ [name]: "x" }, problems);
      const { query: __, ...defaults } = settings({});
      expect(used).toEqual(defaults);
      expect(problems[0]).toContain(`Cannot use ${name}="x": expected one of `);
    },
  );

  test("says that reports of quality go nowhere without a server, but not where the visitor's browser forbids it", () => {
    const problems: string[] = [];
    settings({ monitor: "beacon", sync: "/v1" }, problems);
    expect(problems).toEqual([]);
    settings({ monitor: "beacon" }, problems);
    expect(problems).toEqual(['Cannot use monitor="beacon" without a server; name one, as in sync="/v1"']);
  });

  test("names no sync server when the browser signals Global Privacy Control", () => {
    Object.defineProperty(navigator, "globalPrivacyControl", { value: true, configurable: true });
    try {
      expect(settings({ sync: "/v1" }).start.syncUrl).toBeNull();
    } finally {
      Reflect.deleteProperty(navigator, "globalPrivacyControl");
    }
  });
});
