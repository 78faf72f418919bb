import { describe, expect, test } from "vitest";
import { defineCampaign } from "./define-campaign.ts";

const campaign = defineCampaign({
  shows: "something",
  takes: "no time",
  options: {
    visits: { tells: "visits", least: 1, standard: 50 },
    edits: { tells: "edits", least: 0, standard: Infinity },
    kind: { tells: "kinds", names: ["killed", "late"] },
    profile: { tells: "writes a profile there", word: "DIR" },
  },
  run: async (options) => ({ hasHeld: true, lines: [], figures: options }),
});
const figuresOf = async (...words: string[]): Promise<unknown> =>
  (await campaign.run(words, { progress: () => undefined })).figures;

describe("defineCampaign", () => {
  test("reads what is given, and takes the standard of the rest", async () => {
    expect(await figuresOf()).toEqual({
      visits: 50,
      edits: Infinity,
      kind: ["killed", "late"],
      profile: "",
    });
    expect(await figuresOf("--visits", "3", "--edits", "0", "--kind", "late", "--profile", "out")).toEqual({
      visits: 3,
      edits: 0,
      kind: ["late"],
      profile: "out",
    });
  });

  test("refuses what is out of range or unknown", async () => {
    await expect(figuresOf("--visits", "0")).rejects.toThrow("--visits must be a whole number from 1");
    await expect(figuresOf("--kind", "killed,early")).rejects.toThrow(
      '--kind must be killed or late: got "early"',
    );
    await expect(figuresOf("--pages", "3")).rejects.toThrow("--pages");
  });

  test("tells of each option what it takes and what it is unless given", () => {
    expect(campaign.options.split("\n")).toEqual([
      "  --visits N       visits; 50 unless given",
      "  --edits N        edits; all unless given",
      "  --kind A,B       kinds: killed, late; all unless given",
      "  --profile DIR    writes a profile there",
    ]);
  });
});
