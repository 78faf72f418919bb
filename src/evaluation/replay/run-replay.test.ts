import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runReplay } from "./run-replay.ts";
import type { SetReport } from "./set-report.ts";
import { splitOf } from "./split-of.ts";
import { DAY_MS, syntheticLog } from "./synthetic-log.test-helper.ts";

const NAMES = [
  "shop-order",
  "global-head",
  "tfidf-profile",
  "mean-embedding",
  "isotropic-bayes",
  "adamw-listwise",
  "sgd",
  "prototype",
  "pdgd",
  "vw-style",
  "personal",
];
let root: string;

/** 40 shoppers, eight of whom are in the test split, over 300 titles; the same as invoice lines of another shop. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "replay-"));
  const log = syntheticLog(300, 40);
  mkdirSync(join(root, "sets", "lamps"), { recursive: true });
  writeFileSync(
    join(root, "sets", "lamps", "items.tsv"),
    log.titles.map((title, item) => `${item}\t${title}\n`).join(""),
  );
  const users = idsOf("lamps").map((u, number) => {
    const { purchases } = log.shoppers[number];
    return { u, items: purchases.map(({ item }) => item), ts: purchases.map(({ atMs }) => atMs / 1000) };
  });
  writeFileSync(
    join(root, "sets", "lamps", "users.jsonl"),
    users.map((user) => JSON.stringify(user)).join("\n"),
  );
  const rows = idsOf("online-retail").flatMap((id, number) =>
    log.shoppers[number].purchases.map(({ item, atMs }) => {
      const time = new Date(Date.UTC(2011, 0, 1) + atMs).toISOString().slice(0, 19).replace("T", " ");
      return `${number}${atMs / DAY_MS},${10_000 + item},${log.titles[item]},1,${time},${1 + (item % 9)},${id}`;
    }),
  );
  const header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID";
  writeFileSync(join(root, "retail.csv"), [header, ...rows].join("\n"));
});
afterAll(() => rmSync(root, { recursive: true }));

/** 40 ids, of which every fifth is in the test split. */
function idsOf(set: string): number[] {
  const ids = Array.from({ length: 1000 }, (_, id) => id);
  const isTest = (id: number): boolean => splitOf(set, String(id)) === "test";
  const others = ids.filter((id) => !isTest(id));
  return ids
    .filter(isTest)
    .slice(0, 8)
    .flatMap((id, at) => [id, ...others.slice(4 * at, 4 * at + 4)]);
}

interface Written {
  readonly plan: Readonly<Record<string, unknown>>;
  readonly sets: readonly SetReport[];
}

async function run(...args: string[]): Promise<Written & { readonly out: string }> {
  let out = "";
  const json = join(root, "made", "report.json");
  await runReplay([...args, "--model", "models/shelf-tiny", "--json", json], {
    writeOut: (text) => void (out += text),
    writeError: () => {},
    nowMs: () => performance.now(),
    isTerminal: false,
  });
  return { out, ...(JSON.parse(readFileSync(json, "utf8")) as Written) };
}

describe("runReplay", () => {
  test("replays a small log from end to end: a table, and JSON of the agreed shape", async () => {
    const { out, plan, sets } = await run("--shoppers", join(root, "sets"), "--static", "known");
    expect(plan).toMatchObject({ static: "known", split: "test", maxUsers: null, negatives: null });
    expect(sets).toHaveLength(1);
    const [{ name, users, usersAt, metric, at, learners }] = sets;
    expect({ name, users, metric }).toEqual({ name: "lamps", users: 8, metric: "ndcg@10" });
    expect(at).toEqual([0, 1, 2, 5, 10, 20, 50]);
    expect(usersAt.slice(0, 5)).toEqual([8, 8, 8, 8, 8]);
    expect(usersAt[6]).toBe(0);
    expect(Object.keys(learners)).toEqual(NAMES);
    expect(learners["personal"].personalMinus95).toEqual(at.map(() => null));
    expect(learners["sgd"].personalMinus95[0]).toEqual([0, 0]);
    for (const { mean, ci95, harmedShare } of Object.values(learners)) {
      for (const [place, count] of usersAt.entries()) {
        if (count === 0) {
          expect([mean[place], ci95[place], harmedShare[place]]).toEqual([null, null, null]);
          continue;
        }
        expect(mean[place]).toBeGreaterThanOrEqual(0);
        expect(mean[place]).toBeLessThanOrEqual(1);
        expect(ci95[place]![0]).toBeLessThanOrEqual(mean[place]!);
        expect(ci95[place]![1]).toBeGreaterThanOrEqual(mean[place]!);
        expect(harmedShare[place]).toBeGreaterThanOrEqual(0);
        expect(harmedShare[place]).toBeLessThanOrEqual(1);
      }
    }
    // Before any purchase no learner knows more than the global head; after ten the words of the history find the kind.
    expect(learners["sgd"].mean[0]).toBe(learners["global-head"].mean[0]);
    expect(learners["tfidf-profile"].mean[4]!).toBeGreaterThan(learners["tfidf-profile"].mean[0]! + 0.05);
    expect(out).toContain("lamps: ndcg@10 of 8 shoppers");
    for (const row of NAMES) expect(out).toContain(`  ${row} `);
  }, 60_000);

  test.each(["time-matched", "popular", "like"])(
    "replays invoice lines with %s negatives, by the reciprocal rank, for chosen learners and a few shoppers",
    async (negatives) => {
      const args = ["--learners", "sgd,shop-order", "--max-users", "5", "--negatives", negatives];
      const { sets } = await run("--retail", join(root, "retail.csv"), ...args);
      expect(sets[0]).toMatchObject({ name: "online-retail", metric: "mrr", users: 5 });
      expect(Object.keys(sets[0].learners)).toEqual(["shop-order", "global-head", "sgd"]);
    },
    60_000,
  );

  test("takes time-matched negatives for invoice lines and popular ones for shoppers unless told", async () => {
    const figuresOf = async (...args: string[]): Promise<unknown> =>
      (await run(...args, "--learners", "shop-order", "--max-users", "5")).sets;
    const [retail, shoppers] = [
      ["--retail", join(root, "retail.csv")],
      ["--shoppers", join(root, "sets", "lamps")],
    ];
    const negatives = (name: string): string[] => ["--negatives", name];
    expect(await figuresOf(...retail)).toEqual(await figuresOf(...retail, ...negatives("time-matched")));
    expect(await figuresOf(...retail)).not.toEqual(await figuresOf(...retail, ...negatives("popular")));
    expect(await figuresOf(...shoppers)).toEqual(await figuresOf(...shoppers, ...negatives("popular")));
  }, 60_000);

  test("prints the help and nothing else", async () => {
    let out = "";
    const terminal = { writeError: () => {}, nowMs: () => 0, isTerminal: false };
    await runReplay(["--help"], { ...terminal, writeOut: (text) => void (out += text) });
    expect(out).toContain("npm run eval:replay -- --shoppers DIR");
  });

  test("refuses an unknown learner before anything is encoded", async () => {
    await expect(run("--shoppers", join(root, "sets"), "--learners", "sgdd")).rejects.toThrow(/got "sgdd"/);
  });
});
