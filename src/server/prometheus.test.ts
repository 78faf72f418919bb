import { createMetrics } from "./metrics.ts";
import { describe, expect, test } from "vitest";
import { createCounter, createHistogram, renderGauge } from "./prometheus.ts";

describe("createCounter", () => {
  test("prints one line per combination of labels, with quotes escaped", () => {
    const counter = createCounter({ name: "shots_total", help: "Shots.", labels: ["goal", "side"] });
    counter.count("yes", "left");
    counter.count("yes", "left");
    counter.count('"\\\n', "right");
    expect(counter.render()).toBe(
      '# HELP shots_total Shots.\n# TYPE shots_total counter\nshots_total{goal="yes",side="left"} 2\nshots_total{goal="\\"\\\\\\n",side="right"} 1\n',
    );
  });

  test("prints 0 before anything happened if it has no labels", () => {
    expect(createCounter({ name: "shots_total", help: "Shots.", labels: [] }).render()).toContain(
      "\nshots_total 0\n",
    );
  });
});

describe("createHistogram", () => {
  test("counts each value in every bucket that is not below it", () => {
    const histogram = createHistogram({
      name: "wait_seconds",
      help: "Wait.",
      labels: ["route"],
      upperBounds: [0.1, 1],
    });
    for (const seconds of [0.1, 0.5, 4]) histogram.observe(seconds, "/v1");
    expect(histogram.render().split("\n").slice(2)).toEqual([
      'wait_seconds_bucket{route="/v1",le="0.1"} 1',
      'wait_seconds_bucket{route="/v1",le="1"} 2',
      'wait_seconds_bucket{route="/v1",le="+Inf"} 3',
      'wait_seconds_sum{route="/v1"} 4.6',
      'wait_seconds_count{route="/v1"} 3',
      "",
    ]);
  });
});

describe("renderGauge", () => {
  test("prints the value it is given", () => {
    expect(renderGauge({ name: "age_seconds", help: "Age." }, 1.5)).toBe(
      "# HELP age_seconds Age.\n# TYPE age_seconds gauge\nage_seconds 1.5\n",
    );
  });
});

test("a delta that rounding has made a little longer than the clip is not counted as one that nobody clipped", () => {
  const metrics = createMetrics();
  const render = (): string =>
    metrics.render({ version: 0, reports: 0, ageSeconds: 0, reportProbability: 1, canaryShare: 0 });
  metrics.deltaMeasured(1.02);
  expect(render()).toContain("personal_rank_delta_clipped_total 0\n");
  metrics.deltaMeasured(1.2);
  expect(render()).toContain("personal_rank_delta_clipped_total 1\n");
});
