import { expect, test } from "vitest";
import { templateText } from "../base/template-text.test-helper.ts";
import { MAX_TIMINGS } from "../worker/speed-report.ts";
import { inspectionFixture } from "./inspection-fixture.test-helper.ts";
import { renderSpeed } from "./inspector-speed.ts";

test("where more orders have come than are kept, they are told as the newest ones", () => {
  const inspection = inspectionFixture();
  const { orders } = inspection.speed;
  const textAfter = (count: number): string =>
    templateText(
      renderSpeed({
        ...inspection,
        speed: { orders: Array.from({ length: count }, () => orders[1]), rankings: [] },
      }),
    );
  const [some, many] = [MAX_TIMINGS - 1, MAX_TIMINGS].map(textAfter);
  expect(some).toContain("199 orders have come since this page was opened: in 31 ms at the median");
  expect(many).toContain("The newest 200 that came since this page was opened: in 31 ms at the median");
  expect(many).not.toContain("200 orders have come");
});
