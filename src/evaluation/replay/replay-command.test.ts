import { describe, expect, test } from "vitest";
import { parseReplayCommand, REPLAY_HELP } from "./replay-command.ts";

describe("parseReplayCommand", () => {
  test("fills in the defaults", () => {
    expect(parseReplayCommand(["--shoppers", "a", "--shoppers", "b"])).toEqual({
      shoppers: ["a", "b"],
      retail: null,
      model: "models/shelf-mini",
      static: null,
      split: "test",
      maxUsers: Infinity,
      negatives: null,
      learners: null,
      precision: null,
      json: null,
    });
  });

  test("reads every option", () => {
    const options =
      "--retail r.csv --model m --static known --split tune --max-users 5 --negatives like --precision fp32";
    const args = [...options.split(" "), "--learners", "sgd, pdgd", "--json", "x.json"];
    expect(parseReplayCommand(args)).toEqual({
      shoppers: [],
      retail: "r.csv",
      model: "m",
      static: "known",
      split: "tune",
      maxUsers: 5,
      negatives: "like",
      learners: ["sgd", "pdgd"],
      precision: "fp32",
      json: "x.json",
    });
  });

  test("asks for help without anything else, and the help names every option", () => {
    expect(parseReplayCommand(["--help"])).toBeNull();
    for (const name of [
      "shoppers",
      "retail",
      "model",
      "static",
      "split",
      "max-users",
      "negatives",
      "learners",
      "precision",
      "json",
    ])
      expect(REPLAY_HELP).toContain(`--${name} `);
  });

  test.each([
    [[], /--shoppers or --retail is needed; --help tells more/],
    [["--shoppers", "a", "--static", "new"], /--static must be unseen or catalogue or known: got "new"/],
    [["--shoppers", "a", "--split", "train"], /--split must be test or tune: got "train"/],
    [["--shoppers", "a", "--max-users", "0"], /--max-users must be a whole number from 1: got "0"/],
    [["--shoppers", "a", "--negatives", "all"], /--negatives must be .*: got "all"/],
    [["--shoppers", "a", "--precision", "int4"], /--precision must be .*: got "int4"/],
    [["--shopers", "a"], /--shopers.*; --help tells more/],
    [["toys"], /toys.*; --help tells more/],
  ])("refuses %j", (args, message) => {
    expect(() => parseReplayCommand(args)).toThrow(message);
  });
});
