import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { drawClicks, type ClickModel } from "./click-models.ts";

const PAGES = 40_000;

/** Share of pages with a click at each position. */
function frequencies(model: ClickModel, grades: readonly number[], clicksBefore = 0): number[] {
  const random = seededRandom(9);
  const counts = grades.map(() => 0);
  for (let page = 0; page < PAGES; page++) {
    const clicks = drawClicks(model, { grades: Uint8Array.from(grades), clicksBefore }, random);
    for (const [index, click] of clicks.entries()) counts[index] += click;
  }
  return counts.map((count) => count / PAGES);
}

function expectClose(shares: readonly number[], wanted: readonly number[]): void {
  for (const [index, share] of shares.entries()) {
    const standardError = Math.sqrt((wanted[index] * (1 - wanted[index])) / PAGES);
    expect(Math.abs(share - wanted[index])).toBeLessThanOrEqual(4 * standardError);
  }
}

const theta = (position: number): number => position ** -0.8;

describe("drawClicks", () => {
  test("perfect: clicks by grade alone, among what is examined, and never on grade 0", () => {
    expectClose(frequencies({ type: "perfect" }, [4, 3, 2, 1, 0]), [
      1,
      0.8 * theta(2),
      0.4 * theta(3),
      0.2 * theta(4),
      0,
    ]);
  });

  test("pbm_noisy: adds trust that falls with the root of the position", () => {
    expectClose(frequencies({ type: "pbm_noisy" }, [0, 4, 1, 2, 3]), [
      0.13,
      theta(2) * (0.7 + 0.08 / Math.sqrt(2)),
      theta(3) * (0.15 + 0.08 / Math.sqrt(3)),
      theta(4) * (0.3 + 0.04),
      theta(5) * (0.5 + 0.08 / Math.sqrt(5)),
    ]);
  });

  test("info: is nearly as likely to click what is not wanted", () => {
    expectClose(frequencies({ type: "info" }, [0, 1, 2, 3, 4]), [
      0.27,
      theta(2) * (0.25 + 0.12 / Math.sqrt(2)),
      theta(3) * (0.35 + 0.12 / Math.sqrt(3)),
      theta(4) * (0.5 + 0.06),
      theta(5) * (0.6 + 0.12 / Math.sqrt(5)),
    ]);
  });

  test("rand30: moves 30 % of clicks to positions drawn by examination", () => {
    const still = [0.7 + 0.08, theta(2) * (0.05 + 0.08 / Math.sqrt(2))];
    const total = theta(1) + theta(2);
    // Each of the two clicks stays with .7 or moves to either position; two that meet are one click.
    const reach = (from: number, to: number): number =>
      still[from] * ((from === to ? 0.7 : 0) + (0.3 * theta(to + 1)) / total);
    expectClose(
      frequencies({ type: "rand30" }, [4, 0]),
      [0, 1].map((to) => 1 - (1 - reach(0, to)) * (1 - reach(1, to))),
    );
  });

  test("cascade: goes from the top, stops after a click by grade and leaves after a skip with .06", () => {
    const goesOn = 0.9 * (1 - 0.8) + 0.1 * (1 - 0.06);
    const goesOnAgain = 0.05 * (1 - 0.1) + 0.95 * (1 - 0.06);
    expectClose(frequencies({ type: "cascade" }, [4, 0, 3]), [
      0.9,
      goesOn * 0.05,
      goesOn * goesOnAgain * 0.7,
    ]);
  });

  test("random100: one click a page, by examination, whatever the grades", () => {
    const total = theta(1) + theta(2) + theta(3);
    expectClose(frequencies({ type: "random100" }, [0, 0, 4]), [
      1 / total,
      theta(2) / total,
      theta(3) / total,
    ]);
  });

  test("randomuniform: one click a page, anywhere", () => {
    const shares = frequencies({ type: "randomuniform" }, [0, 4, 0, 0]);
    expectClose(shares, [0.25, 0.25, 0.25, 0.25]);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  });

  test("adv30: inverts the grades on 30 % of pages", () => {
    const wanted = (grade: number, inverted: number, position: number): number =>
      theta(position) * (0.7 * grade + 0.3 * inverted + 0.08 / Math.sqrt(position));
    expectClose(frequencies({ type: "adv30" }, [4, 1]), [wanted(0.7, 0.05, 1), wanted(0.15, 0.5, 2)]);
  });

  test("adv30: inverts whole pages, not single clicks", () => {
    const random = seededRandom(4);
    let both = 0;
    for (let page = 0; page < PAGES; page++) {
      const clicks = drawClicks({ type: "adv30" }, { grades: Uint8Array.of(4, 4), clicksBefore: 0 }, random);
      both += clicks[0] & clicks[1];
    }
    const second = 0.08 / Math.sqrt(2);
    const asIs = 0.78 * theta(2) * (0.7 + second);
    const inverted = 0.13 * theta(2) * (0.05 + second);
    expectClose([both / PAGES], [0.7 * asIs + 0.3 * inverted]);
  });

  test("botburst: clicks anywhere from the first count of clicks up to the last, and as pbm_noisy outside", () => {
    const model = { type: "botburst", fromClicks: 30, toClicks: 70 } as const;
    const noisy = [0.78, theta(2) * (0.05 + 0.08 / Math.sqrt(2))];
    for (const [clicks, wanted] of [
      [29, noisy],
      [30, [0.5, 0.5]],
      [69, [0.5, 0.5]],
      [70, noisy],
    ] as const) {
      expectClose(frequencies(model, [4, 0], clicks), wanted);
    }
  });
});
