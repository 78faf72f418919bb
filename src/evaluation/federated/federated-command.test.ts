import { describe, expect, test } from "vitest";
import { parseFederatedCommand } from "./federated-command.ts";

const SHOPPERS = ["--shoppers", "sets"];

describe("parseFederatedCommand", () => {
  test("takes ten rounds of 300 clients, three noise multipliers and three runs unless told", () => {
    expect(parseFederatedCommand(SHOPPERS)).toMatchObject({
      shoppers: ["sets"],
      model: "models/shelf-mini",
      static: null,
      negatives: "even",
      rounds: 10,
      clients: 300,
      sigmas: [0, 1, 2],
      runs: 3,
      maxNewcomers: Infinity,
      json: null,
    });
  });

  test("reads what it is told", () => {
    const told =
      "--shoppers more --static known --negatives popular --rounds 4 --clients 50 --sigma 0.5 --runs 1 --max-newcomers 9 --cache here --json out.json";
    expect(parseFederatedCommand([...SHOPPERS, ...told.split(" ")])).toEqual({
      shoppers: ["sets", "more"],
      model: "models/shelf-mini",
      static: "known",
      negatives: "popular",
      rounds: 4,
      clients: 50,
      sigmas: [0.5],
      runs: 1,
      maxNewcomers: 9,
      cache: "here",
      json: "out.json",
    });
    expect(parseFederatedCommand(["--help"])).toBeNull();
  });

  test.each([
    [[], /--shoppers is needed/],
    [["--sigma", "1,,2"], /--sigma must be numbers from 0/],
    [["--sigma", "-1"], /--sigma/],
    [["--sigma=-1"], /got "-1"/],
    [["--rounds", "0"], /--rounds/],
    [["--negatives", "like"], /--negatives must be even or popular/],
    [["--colour"], /--help tells more/],
  ])("refuses %j", (args, message) => {
    expect(() => parseFederatedCommand(args.length === 0 ? [] : [...SHOPPERS, ...args])).toThrow(message);
  });
});
