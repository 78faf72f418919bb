import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { CAMPAIGNS } from "../campaigns.ts";
import { encodeDatabase, FROZEN_VERSIONS, frozenDatabase } from "./stored-database.ts";

// Short versions of the campaigns about what a browser keeps; they want the built product.

test.each([
  ["kill-browser", ["--kills", "1"]],
  ["stored-state", ["--edits", "4", "--learners", "1"]],
])("%s holds, in short", { timeout: 120_000 }, async (name, commandLine) => {
  const { hasHeld, lines } = await CAMPAIGNS[name].run(commandLine, { progress: () => undefined });
  expect(hasHeld, lines.join("\n")).toBe(true);
});

test.each(FROZEN_VERSIONS)("a database of version %i is frozen as it was read", (version) => {
  const file = readFileSync(new URL(`states/${version}.json.gz`, import.meta.url));
  const database = frozenDatabase(version);
  expect(database.version).toBe(version);
  expect(gunzipSync(encodeDatabase(database)).toString()).toBe(gunzipSync(file).toString());
});
