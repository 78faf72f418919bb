import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { canarySet } from "../federation/canary.test-helper.ts";
import { encodeCanarySet } from "../federation/canary-set.ts";
import { openStore } from "./open-store.ts";
import { runRoundCommand } from "./round-commands.ts";
import { PLAIN_ROUNDS } from "./plain-rounds.ts";
import { deltaFile, randomKey, temporaryFolder } from "./server-fixture.ts";
import type { Store } from "./store.ts";

async function openWithCandidate(noiseMultiplier = 0): Promise<Store> {
  const store = await openStore({
    dataDir: temporaryFolder(),
    layout: "phi-1",
    dimensions: 3,
    ...PLAIN_ROUNDS,
    cohort: 1,
    promotion: "person",
    noiseMultiplier,
  });
  onTestFinished(() => store.close());
  await store.addDelta({
    key: randomKey(),
    baseVersion: 0,
    bytes: deltaFile([0.1, 0, 0]),
    network: "198.51.100",
  });
  await store.advance();
  return store;
}

const run = (store: Store, ...parameters: string[]): Promise<string> =>
  runRoundCommand(parameters, { store, nowMs: Date.now(), user: "ann" });

describe("runRoundCommand", () => {
  test("lists rounds with what the gate found", async () => {
    const said = await run(await openWithCandidate(), "rounds");
    expect(said).toMatch(/1 {2}OPEN/);
    expect(said).toMatch(/0 {2}CANDIDATE .* 1 reports\n {4}ok[^]*-- {3}not looked at: canary-ndcg, /);
  });

  test("promotes with a reason, and says who did", async () => {
    const store = await openWithCandidate();
    await expect(run(store, "promote", "0")).rejects.toThrow("the reason must be given");
    await expect(run(store, "promote", "0", "--reason", "  ")).rejects.toThrow("the reason must be given");
    expect((await store.manifest()).version).toBe(0);
    expect(await run(store, "promote", "0", "--reason", "better for lamps")).toContain("head is version 1");
    expect(await run(store, "rounds")).toContain("PROMOTED");
    expect(await run(store, "rounds")).toContain("by ann: better for lamps");
    await expect(run(store, "promote", "0", "--reason", "again")).rejects.toThrow("must be a CANDIDATE");
  });

  test("rejects, and leaves the head as it is", async () => {
    const store = await openWithCandidate();
    await run(store, "reject", "0", "--reason", "odd", "--by", "bob");
    expect((await store.manifest()).version).toBe(0);
    expect(await run(store, "rounds")).toContain("by bob: odd");
  });

  test("tells what a visitor has spent, by the zCDP of the rounds' noise", async () => {
    // ρ = 1 / 2 · 6², at δ = 1e-8.
    expect(await run(await openWithCandidate(6), "privacy")).toContain("in 1 of them has spent epsilon 0.89");
    expect(await run(await openWithCandidate(0), "privacy")).toContain("epsilon Infinity");
  });

  test("takes lists from a file, tells which it has, and refuses what is none", async () => {
    const store = await openWithCandidate();
    expect(await run(store, "canary")).toContain("There are no lists");
    const file = join(temporaryFolder(), "lists.safetensors");
    const lists = canarySet({ seed: 1, pages: 7, items: 4, catalogue: 12, taste: [1, 0, -1] });
    writeFileSync(file, encodeCanarySet({ ...lists, layout: "phi-1" }));
    expect(await run(store, "canary", "install", file)).toMatch(/7 lists of 10 items \([0-9a-f]{12}, since/);
    expect(await run(store, "canary")).toContain("7 lists of 10 items");
    writeFileSync(file, encodeCanarySet(lists));
    await expect(run(store, "canary", "install", file)).rejects.toThrow(
      'layout must be "phi-1": got "test-1"',
    );
    await expect(run(store, "canary", "install")).rejects.toThrow("its file must be named");
    await expect(run(store, "canary", "instal", file)).rejects.toThrow('no command "canary instal"');
    expect(await run(store, "canary")).toContain("7 lists of 10 items");
  });

  test("tries a candidate on a share of the visitors, tells what they report, and takes it back with a reason", async () => {
    const store = await openWithCandidate();
    await expect(run(store, "canary", "start", "0")).rejects.toThrow("its share must be given");
    await expect(run(store, "canary", "start", "--share", "0.1")).rejects.toThrow("needs a round's number");
    await expect(run(store, "canary", "start", "0", "--share", "x")).rejects.toThrow("got NaN");
    expect(await run(store, "canary")).toContain("No head is tried");
    expect(await run(store, "canary", "start", "0", "--share", "0.1")).toContain(
      "tried on 0.1 of the visitors",
    );
    expect(await run(store, "canary")).toContain("have not come yet");
    for (const isCanary of [true, false]) await store.addQuality({ field: 0, value: 1, isCanary });
    expect(await run(store, "canary")).toContain("reports differ by 0.000");
    await expect(run(store, "canary", "stop")).rejects.toThrow("the reason must be given");
    await run(store, "canary", "stop", "--reason", "a holiday");
    expect((await store.canaryTrial(0))?.why).toBe("a holiday");
    expect((await store.round(0))?.state).toBe("CANDIDATE");
  });

  test("refuses what it does not know", async () => {
    const store = await openWithCandidate();
    await expect(run(store, "prmote", "0")).rejects.toThrow('There is no command "prmote"');
    await expect(run(store, "promote", "zero", "--reason", "x")).rejects.toThrow("needs a round's number");
    await expect(run(store, "promote", "--reson", "x")).rejects.toThrow("--reson");
  });
});
