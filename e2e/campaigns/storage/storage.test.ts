import { expect, test } from "vitest";
import { CAMPAIGNS } from "../campaigns.ts";

// Short versions of the campaigns about what a browser keeps; they want the built product.

test.each([
  ["kill-browser", ["--kills", "1"]],
  ["stored-state", ["--edits", "4", "--learners", "1"]],
])("%s holds, in short", { timeout: 120_000 }, async (name, commandLine) => {
  const { hasHeld, lines } = await CAMPAIGNS[name].run(commandLine, { progress: () => undefined });
  expect(hasHeld, lines.join("\n")).toBe(true);
});
