import { expect, test } from "vitest";
import { templateText } from "../base/template-text.test-helper.ts";
import { inspectionFixture } from "./inspection-fixture.test-helper.ts";
import { renderMonitor } from "./inspector-monitor.ts";
import { renderPrivacy } from "./inspector-privacy.ts";

const { privacy, monitor } = inspectionFixture();

test.each([
  [1, "2.8"], // e is 2.718…
  [0.5, "1.7"],
  [5, "148.5"],
  [0, "1.0"],
])("what is told as a bound at ε = %d is none that is too low: %s", (epsilon, times) => {
  expect(templateText(renderPrivacy({ ...privacy!, withNext: epsilon }))).toContain(
    `no more than ${times} times as likely`,
  );
  expect(templateText(renderMonitor({ ...monitor!, epsilon }, 0))).toContain(
    `becomes more than ${times} times as likely`,
  );
});
