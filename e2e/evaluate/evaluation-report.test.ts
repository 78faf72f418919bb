import { expect, test } from "vitest";
import { evaluationReport } from "./evaluation-report.ts";
import { htmlReport } from "./html-report.ts";
import { shopperAgreement } from "./shoppers/shopper-agreement.ts";
import { summaryText } from "./summary-text.ts";
import { visitsFixture } from "./visits.test-helper.ts";

const RUN = { seed: 1, queries: 6, catalogue: null, products: 100, modelId: "m<1>" };

test("finds the gain that is there, on the last half of the visits, with an interval that holds it", () => {
  const [{ lift, personas, heldOut, harmedShare, favourite }] = evaluationReport(visitsFixture(), RUN).groups;
  expect([personas, heldOut, harmedShare]).toEqual([10, { interleaved: 0, global: 0, "shop-order": 2 }, 0]);
  expect(lift.overGlobal!.low).toBeGreaterThan(4);
  expect(lift.overGlobal!.high).toBeLessThan(5);
  expect(lift.overShop!.mean).toBeCloseTo(lift.overGlobal!.mean + 1, 10);
  expect(lift.historyAlone!.mean).toBeCloseTo(1, 10);
  expect(favourite.reciprocalRank.shown!.mean).toBe(0.5);
});

test("counts as harmed who is more than 2 points below the global order, and nobody else", () => {
  const visits = visitsFixture().map((visit) =>
    visit.persona === 0
      ? { ...visit, ndcg: { ...visit.ndcg!, personal: visit.ndcg!.global - 0.021 } }
      : visit.persona === 1
        ? { ...visit, ndcg: { ...visit.ndcg!, personal: visit.ndcg!.global - 0.019 } }
        : visit,
  );
  const [{ harmedShare, harmed }] = evaluationReport(visits, RUN).groups;
  expect([harmedShare, harmed]).toEqual([0.1, expect.objectContaining({ mean: 0.1, count: 10 })]);
});

test("does not count those of whom nothing was measured among whom nobody harmed", () => {
  const visits = visitsFixture().map((visit) =>
    visit.persona < 5
      ? { ...visit, ndcg: visit.visit >= 3 ? null : visit.ndcg }
      : { ...visit, ndcg: { ...visit.ndcg!, personal: visit.ndcg!.global - 0.021 } },
  );
  const report = evaluationReport(visits, RUN);
  expect(report.groups[0].harmed).toMatchObject({ mean: 1, count: 5 }); // of 10 in their own order
  expect(htmlReport(report, null)).toContain("5 of 5 shoppers are more than 2 points worse off");
});

test("says of fewer than three shoppers what they came to, and nothing of others", () => {
  const two = evaluationReport(
    visitsFixture().filter(({ persona }) => persona < 2),
    RUN,
  );
  const html = htmlReport(two, null);
  expect(html).toContain("Too few shoppers to tell: 4.");
  expect(html).not.toContain("better for these shoppers");
  expect(html).not.toContain('class="whisker"');
  expect(html).toMatch(/Gain over the global order, points<\/th><td>4\.\d\d <span class="sub">of 2<\/span>/);
  expect(summaryText(two, null)).toMatch(/lift over global {7}4\.\d\d \(of 2\)/);
  const worse = visitsFixture().map((visit) => ({
    ...visit,
    ndcg: { ...visit.ndcg!, personal: visit.ndcg!.global - 0.1 },
  }));
  expect(htmlReport(evaluationReport(worse, RUN), two)).not.toContain('class="worse"');
});

test("draws bars also where nobody bought anything", () => {
  const visits = visitsFixture().map((visit) => ({ ...visit, isBought: false }));
  expect(htmlReport(evaluationReport(visits, RUN), null)).not.toMatch(/NaN|Infinity/);
});

test("is the same whichever persona was done first", () => {
  const visits = visitsFixture();
  expect(evaluationReport(visits.toReversed(), RUN)).toEqual(evaluationReport(visits, RUN));
});

test("says of new searches only what comes before their list was clicked, and after something was", () => {
  const visits = visitsFixture().map((visit) =>
    visit.isKnownQuery || visit.clicksBefore === 0
      ? { ...visit, ndcg: { ...visit.ndcg!, personal: 0 } }
      : visit,
  );
  expect(evaluationReport(visits, RUN).groups[0].lift.onNewQueries!.low).toBeGreaterThan(4);
});

test("reports what was told as an error, and lists without anything to like are left out", () => {
  const visits = visitsFixture({ errors: ["worker-failed: <b>"] });
  const report = evaluationReport(
    visits.map((visit) => ({ ...visit, ndcg: null })),
    RUN,
  );
  expect(report.groups[0].errors).toEqual({ "worker-failed: <b>": 72 });
  expect(report.groups[0].lift.overGlobal).toBe(null);
  expect(htmlReport(report, null)).toContain("Nothing was measured.");
});

test("tells apart what each arm bought, whoever saw another order", () => {
  const arms = ["personal", "global", "interleaved", "shop-order"] as const;
  const visits = visitsFixture().map((visit) => {
    const arm = arms[visit.persona % 4];
    return { ...visit, arm, isBought: arm === "global" || (arm === "personal" && visit.visit === 4) };
  });
  const [{ personas, heldOut, conversion }] = evaluationReport(visits, RUN).groups;
  expect([personas, heldOut]).toEqual([3, { interleaved: 3, global: 3, "shop-order": 3 }]);
  expect([conversion.personal!.mean, conversion.global!.mean, conversion["shop-order"]!.mean]).toEqual([
    expect.closeTo(1 / 3, 10),
    1,
    0,
  ]);
});

test("says where the browser and the replay harness disagree on real shoppers", () => {
  const rows = Array.from({ length: 40 }, (_, shopper) => [shopper / 40, shopper / 40]);
  const lower = rows.map(([first, second]) => [first, second - 0.4]);
  const report = evaluationReport([], RUN, {
    shoppers: [
      shopperAgreement({ name: "toys <3", engine: "wasm" }, [0, 5], {
        browser: lower,
        harness: rows,
        replay: rows,
      }),
    ],
  });
  expect(htmlReport(report, null)).toContain("toys &#60;3");
  expect(htmlReport(report, null)).toContain("disagree on 5 purchases; agree within 1 point on 0 purchases.");
  expect(summaryText(report, null)).toMatch(/after 5 .*THEY DISAGREE/);
  expect(summaryText(report, null)).toMatch(/after 0 .*they agree within 1 point$/m);
});

test("is one page that loads nothing, with every text escaped", () => {
  const html = htmlReport(evaluationReport(visitsFixture({ errors: ['<script src="x">'] }), RUN), null);
  expect(html).not.toMatch(/<script|<link|<img|url\(|@import/i);
  expect(html).toContain("m&#60;1&#62;");
  expect(html).toContain("Their own order is better for these shoppers: +4.");
});

test("sets several click models side by side, and one alone not", () => {
  const both = [...visitsFixture(), ...visitsFixture({ clickModel: "info" })];
  const html = htmlReport(evaluationReport(both, RUN), null);
  expect(html).toContain("Side by side");
  expect(html).toContain('href="#wasm-info"');
  expect(html).toContain('id="wasm-info"');
  expect(htmlReport(evaluationReport(visitsFixture(), RUN), null)).not.toContain("Side by side");
});

test("marks what became worse beyond both intervals, and only that", () => {
  const before = evaluationReport(visitsFixture(), RUN);
  const worse = evaluationReport(
    visitsFixture().map((visit) => ({ ...visit, ndcg: { ...visit.ndcg!, personal: visit.ndcg!.global } })),
    RUN,
  );
  expect(htmlReport(before, before)).not.toContain('class="worse"');
  expect(htmlReport(worse, before)).toContain('class="worse"');
  expect(summaryText(worse, before)).toContain("(before: 4.");
});
