import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { isotropicPrior } from "../../learning/gaussian-prior.ts";
import { writePrior } from "../prior/write-prior.ts";
import { splitOf } from "../replay/split-of.ts";
import { syntheticLog } from "../replay/synthetic-log.test-helper.ts";
import type { GainReport } from "./gain-report.ts";
import { runFederated } from "./run-federated.ts";

let root: string;

/** Two shops of 30 shoppers over 120 titles, six of whom are in the test split. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "federated-"));
  const log = syntheticLog(120, 30);
  for (const name of ["lamps", "rugs"]) {
    mkdirSync(join(root, "sets", name), { recursive: true });
    writeFileSync(
      join(root, "sets", name, "items.tsv"),
      log.titles.map((title, item) => `${item}\t${title}\n`).join(""),
    );
    const users = idsOf(name).map((u, number) => {
      const purchases = log.shoppers[number].purchases.slice(0, 9);
      return { u, items: purchases.map(({ item }) => item), ts: purchases.map(({ atMs }) => atMs / 1000) };
    });
    writeFileSync(
      join(root, "sets", name, "users.jsonl"),
      users.map((user) => JSON.stringify(user)).join("\n"),
    );
  }
});
afterAll(() => rmSync(root, { recursive: true }));

/** 18 train, 6 tune and 6 test shoppers. */
function idsOf(set: string): number[] {
  const ids = Array.from({ length: 1000 }, (_, id) => id);
  return [...(["train", "tune", "test"] as const).entries()].flatMap(([at, split]) =>
    ids.filter((id) => splitOf(set, String(id)) === split).slice(0, at === 0 ? 18 : 6),
  );
}

async function run(...args: string[]): Promise<string> {
  let out = "";
  await runFederated(args, {
    writeOut: (text) => void (out += text),
    writeError: () => {},
    nowMs: () => performance.now(),
    isTerminal: false,
  });
  return out;
}

describe("runFederated", () => {
  test("compares heads of two small shops from end to end, alike each time", async () => {
    const json = join(root, "made", "report.json");
    const args = [
      "--shoppers",
      join(root, "sets"),
      "--model",
      "models/shelf-tiny",
      "--cache",
      join(root, "kept"),
    ];
    const plan = ["--rounds", "2", "--clients", "8", "--sigma", "0,2", "--runs", "2", "--json", json];
    const out = await run(...args, ...plan);
    const report = JSON.parse(readFileSync(json, "utf8")) as {
      shops: { name: string; orders: Record<string, GainReport> }[];
      budgets: { epsilon: number | null }[];
    };
    expect(report.shops.map(({ name }) => name)).toEqual(["lamps", "rugs", "all newcomers"]);
    expect(report.budgets.map(({ epsilon }) => epsilon?.toFixed(2) ?? null)).toEqual([null, "2.86"]);
    const heads = ["start", "centralised", "centralised, same clients"];
    const kinds = ["steps", "steps of 64 values", "steps of text", "offsets"];
    const federated = kinds.flatMap((kind) => [`${kind}, sigma 0`, `${kind}, sigma 2`]);
    for (const { orders } of report.shops) {
      expect(Object.keys(orders)).toEqual(["head", "product", "product-without-order"]);
      for (const gains of Object.values(orders)) {
        expect(Object.keys(gains).sort()).toEqual([...heads, ...federated].sort());
        for (const gain of Object.values(gains).flat()) {
          expect(gain.mean).toBeGreaterThanOrEqual(0);
          expect(gain.mean).toBeLessThanOrEqual(1);
        }
      }
      // Nothing tells items apart before the first sign, and no order but the head's has anything to say then.
      expect(orders["head"]["start"][0].mean).toBeCloseTo(0.0909, 4);
      expect(orders["product"]["centralised"][0]).toEqual(orders["head"]["centralised"][0]);
    }
    expect(out).toContain("rugs, NDCG@10, order by: product, after 5 interactions");
    expect(out).toContain("sigma 2: epsilon 2.86 for one report");
    const lamps = await run(...args.map((arg) => arg.replace(/sets$/, "sets/lamps")), ...plan);
    expect(out.startsWith(lamps.slice(0, lamps.indexOf("sigma 0: ")))).toBe(true);
  }, 240_000);

  test("fits anew what was kept of a model with another head", async () => {
    const model = join(root, "model");
    cpSync("models/shelf-tiny", model, { recursive: true });
    const args = [
      "--shoppers",
      join(root, "sets", "lamps"),
      "--model",
      model,
      "--rounds",
      "1",
      "--clients",
      "4",
    ];
    const quick = ["--sigma", "0", "--runs", "1", "--max-newcomers", "1"];
    const runIn = (cache: string): Promise<string> => run(...args, ...quick, "--cache", join(root, cache));
    const before = await runIn("kept of a model");
    writePrior(model, isotropicPrior(0.05), new Float32Array(FEATURE_COUNT).fill(0.1));
    const after = await runIn("kept of a model");
    expect(after).not.toBe(before);
    expect(after).toBe(await runIn("nothing kept"));
  }, 240_000);

  test("prints the help and nothing else", async () => {
    expect(await run("--help")).toContain("npm run eval:federated -- --shoppers DIR");
  });

  test("says where it looked for shoppers", async () => {
    await expect(run("--shoppers", join(root, "nowhere"))).rejects.toThrow(/nowhere/);
  });
});
