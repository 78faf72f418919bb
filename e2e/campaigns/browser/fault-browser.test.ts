import { expect, test } from "vitest";
import { CAMPAIGNS } from "../campaigns.ts";

// Short versions of the campaigns about workers and pages that fail; they want the built product.

test.each([
  ["worker", ["--kind", "killed,garbage", "--visits", "1"]],
  ["host-page", ["--pages", "2"]],
])("%s holds, in short", { timeout: 120_000 }, async (name, commandLine) => {
  const { hasHeld, lines } = await CAMPAIGNS[name].run(commandLine, { progress: () => undefined });
  expect(hasHeld, lines.join("\n")).toBe(true);
});
