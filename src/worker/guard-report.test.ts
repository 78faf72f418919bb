import { expect, test } from "vitest";
import { initPageViews, type PageViews, withChoice, withView } from "../learning/page-views.ts";
import { benefitReport } from "./guard-report.ts";

const MOST_OPEN = 60;

/** So many views of one kind; on the first so many something of the personal side is chosen. */
function viewsOf(arm: "interleaved" | "personal", count: number, chosen: number): PageViews {
  let views = initPageViews();
  for (let at = 0; at < count; at++) {
    views = withView(views, { id: `${arm} ${at}`, arm });
    if (at < chosen) views = withChoice(views, { id: `${arm} ${at}`, team: "personal" });
  }
  return views;
}

test.each([0, 1, 59, 60, 61, 200])("of %i mixed pages those count on which something was chosen", (count) => {
  for (const chosen of [0, Math.min(count, 30), count]) {
    const { views, wins } = benefitReport(viewsOf("interleaved", count, chosen));
    expect([views.drafts, wins]).toEqual([chosen, chosen]);
  }
});

test("pages in one order count with and without a choice", () => {
  for (const count of [1, MOST_OPEN, 200])
    expect(benefitReport(viewsOf("personal", count, 1)).views).toEqual({
      personal: count,
      heldOut: 0,
      drafts: 0,
    });
});
