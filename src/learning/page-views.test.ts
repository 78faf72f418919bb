import { describe, expect, test } from "vitest";
import {
  type Arm,
  benefitOfViews,
  initPageViews,
  type PageViews,
  withChoice,
  withView,
} from "./page-views.ts";

const viewed = (arm: Arm, count: number, used: number, views: PageViews = initPageViews()): PageViews => {
  for (let at = 0; at < count; at++) {
    views = withView(views, { id: `${arm} ${at}`, arm });
    if (at < used) views = withChoice(views, { id: `${arm} ${at}`, team: null });
  }
  return views;
};

describe("page views", () => {
  test("count every view of a page, also those on which nothing was chosen", () => {
    const { pages } = benefitOfViews(viewed("held-out", 10, 2, viewed("personal", 10, 6)));
    expect(pages.mean).toBeCloseTo(0.4, 12);
  });

  test("count a view once, however often its list is ranked and however much is chosen", () => {
    let views = viewed("personal", 2, 0);
    for (let at = 0; at < 3; at++) {
      views = withView(views, { id: "personal 0", arm: "personal" });
      views = withChoice(views, { id: "personal 0", team: null });
    }
    expect(benefitOfViews(views).pages.mean).toBe(0.5);
  });

  test("give the choices on a drafted list to whoever drafted them", () => {
    let views = withView(initPageViews(), { id: "v", arm: "interleaved" });
    for (const team of ["personal", "personal", "base", null] as const)
      views = withChoice(views, { id: "v", team });
    expect(benefitOfViews(views)).toMatchObject({ wins: 1, losses: 0 });
    expect(benefitOfViews(views).drafts.mean).toBeCloseTo(1 / 3, 12);
  });

  test("say the same of many views as of few, when only the newest are kept one by one", () => {
    const views = viewed("held-out", 150, 30, viewed("personal", 150, 90));
    expect(views.open).toHaveLength(60);
    expect(benefitOfViews(views).pages.mean).toBeCloseTo(0.4, 12);
    expect(withChoice(views, { id: "personal 0", team: null })).toEqual(views);
  });
});
