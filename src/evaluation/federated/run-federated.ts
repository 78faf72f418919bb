import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { createProgress } from "../../base/progress.ts";
import { DEFAULT_CLIP_NORM } from "../../federation/clip.ts";
import { splitCoordinates } from "../../learning/split-coordinates.ts";
import { STEP_RATE } from "../../learning/step-scale.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import type { LoadedModel } from "../../model/model-folder.ts";
import { encodeCatalogue } from "../catalogue/encode-catalogue.ts";
import { loadModelFolder } from "../catalogue/load-model-folder.ts";
import { modelHash } from "../catalogue/model-hash.ts";
import { shipped } from "../contenders/shipped.ts";
import { popularNegatives } from "../replay/draw-negatives.ts";
import { readShoppers } from "../replay/read-shoppers.ts";
import type { ReplayTerminal } from "../replay/run-replay.ts";
import { setFolders } from "../replay/set-folders.ts";
import type { ShopLog } from "../replay/shop-log.ts";
import { fitCentralHead } from "./central-head.ts";
import { offsetReport, stepReport } from "./client-report.ts";
import { type ClientShop, openClientShop } from "./client-shop.ts";
import { evenNegatives } from "./even-negatives.ts";
import { FEDERATED_HELP, type FederatedCommand, parseFederatedCommand } from "./federated-command.ts";
import { clientsOf, type FederatedArm, runRounds } from "./federated-rounds.ts";
import { CENTRAL, type GainReport, gainReport, START } from "./gain-report.ts";
import { gainTable } from "./gain-table.ts";
import { keptNumbers } from "./kept-numbers.ts";
import { newcomerFigures, type NewcomerRows, type OrderName } from "./newcomer-figures.ts";
import { DELTA, MOST_EPSILON, spentBudget } from "./spent-budget.ts";

/** Raised whenever lists or heads come out otherwise. */
const VERSION = 1;
const SAME_CLIENTS = "centralised, same clients";
const ORDERS: readonly OrderName[] = ["head", "product", "product-without-order"];

type Report = (what: string | null, share?: number) => void;
type Figures = ReadonlyMap<string, NewcomerRows>;

/**
 * What `npm run eval:federated` does: tables of each shop go out as soon as it is done, those of all newcomers and the JSON at the end.
 *
 * @param args As typed, see {@link FEDERATED_HELP}.
 * @throws {Error} saying what to change, for wrong options and files that cannot be read.
 */
export async function runFederated(args: readonly string[], terminal: ReplayTerminal): Promise<void> {
  const command = parseFederatedCommand(args);
  if (command === null) {
    terminal.writeOut(FEDERATED_HELP);
    return;
  }
  const folders = command.shoppers.flatMap(setFolders);
  const model = await loadModelFolder(command.model, command.static);
  const report = createProgress({ ...terminal, write: terminal.writeError });
  const shops: { name: string; orders: Record<string, GainReport> }[] = [];
  const all = ORDERS.map((): Figures[] => []);
  const told = (name: string, figures: readonly Figures[]): void => {
    const orders = Object.fromEntries(ORDERS.map((order, at) => [order, gainReport(figures[at])]));
    shops.push({ name, orders });
    for (const [order, gains] of Object.entries(orders))
      terminal.writeOut(gainTable(`${name}, NDCG@10, order by: ${order}`, gains));
  };
  for (const folder of folders) {
    const figures = await shopFigures(await readShoppers(folder), command, { model, report });
    report(null);
    told(figures.name, figures.orders);
    for (const [at, one] of figures.orders.entries()) all[at].push(one);
  }
  if (folders.length > 1) told("all newcomers", all.map(joined));
  const budgets = command.sigmas.map(spentBudget);
  for (const { sigma, epsilon, mostReports } of budgets) {
    terminal.writeOut(
      `sigma ${sigma}: epsilon ${epsilon.toFixed(2)} for one report, at delta ${DELTA}; reports in 90 days for ${MOST_EPSILON}: ${mostReports}\n`,
    );
  }
  if (command.json === null) return;
  mkdirSync(dirname(command.json), { recursive: true });
  const { rounds, clients, runs, negatives, maxNewcomers } = command;
  const { modelId } = model.config;
  const plan = { modelId, static: command.static, rounds, clients, runs, negatives, maxNewcomers };
  writeFileSync(command.json, `${JSON.stringify({ plan, budgets, shops }, null, 1)}\n`);
}

async function shopFigures(
  log: ShopLog,
  command: FederatedCommand,
  { model, report }: { readonly model: LoadedModel; readonly report: Report },
): Promise<{ readonly name: string; readonly orders: readonly Figures[] }> {
  const { name } = log;
  const candidates = log.titles.map((title, item) => ({ id: String(item), title }));
  const catalogue = await encodeCatalogue(model, candidates, (share) =>
    report(`${name}: encoding titles`, share),
  );
  const inputs = {
    version: VERSION,
    model: modelHash(command.model),
    static: command.static,
    negatives: command.negatives,
    log,
  };
  const shop = openClientShop(log, catalogue, {
    drawNegatives: command.negatives === "even" ? evenNegatives(log) : popularNegatives(log),
    keep: keptNumbers(command.cache, {
      ...inputs,
      of: "histories",
      maxNewcomers: String(command.maxNewcomers),
    }),
    maxNewcomers: command.maxNewcomers,
    onProgress: (share) => report(`${name}: comparing lists with histories`, share),
  });
  const heads = await headsOf(shop, command, { model, report, inputs });
  const own = visitorHead({ learner: "bayes", learns: "last-layer" }, model.headPrior);
  const orders = ORDERS.map((order) => {
    // What depends on the guard takes a hundred times as long: one run has to do.
    const chosen = order === "head" ? heads : new Map([...heads].filter(([key]) => !/ run (?!1$)/.test(key)));
    const figures = newcomerFigures(shop, chosen, {
      order,
      visitorHead: own,
      onProgress: (share) => report(`${name}: newcomers by ${order}`, share),
    });
    return withMeanOfRuns(figures);
  });
  return { name, orders };
}

/** All heads of a shop by name; those of rounds are called "… run 1" and so on. */
async function headsOf(
  shop: ClientShop,
  { rounds, clients, sigmas, runs, cache }: FederatedCommand,
  {
    model,
    report,
    inputs,
  }: { readonly model: LoadedModel; readonly report: Report; readonly inputs: object },
): Promise<ReadonlyMap<string, Float32Array>> {
  const start = shipped(model).globalWeights;
  const heads = new Map<string, Float32Array>([[START, start]]);
  heads.set(
    CENTRAL,
    keptNumbers(cache, { ...inputs, of: "central" })(() =>
      fitCentralHead(shop, shop.clients, {
        start,
        onProgress: (share) => report(`${shop.name}: fitting in one place`, share),
      }),
    ),
  );
  const own = visitorHead({ learner: "bayes", learns: "last-layer" }, model.headPrior);
  for (let run = 1; run <= runs; run++) {
    const arms = new Map<string, FederatedArm>();
    for (const noiseMultiplier of sigmas) {
      const terms = { noiseMultiplier, clipNorm: DEFAULT_CLIP_NORM };
      arms.set(`steps, sigma ${noiseMultiplier}`, { ...stepReport(), ...terms, learningRate: STEP_RATE });
      if (run > 1) continue;
      const split = { ...stepReport(splitCoordinates()), ...terms, learningRate: STEP_RATE };
      arms.set(`steps of 64 values, sigma ${noiseMultiplier}`, split);
      const text = {
        ...stepReport(Array.from({ length: 64 }, (_, at) => at)),
        ...terms,
        learningRate: STEP_RATE,
      };
      arms.set(`steps of text, sigma ${noiseMultiplier}`, text);
      arms.set(`offsets, sigma ${noiseMultiplier}`, { ...offsetReport(own), ...terms, learningRate: 1 });
    }
    const made = runRounds(shop, [...arms.values()], {
      rounds,
      clients,
      seed: run,
      start,
      onProgress: (share) => report(`${shop.name}: rounds, run ${run}`, share),
    });
    for (const [at, key] of [...arms.keys()].entries()) heads.set(`${key} run ${run}`, made[at]);
    if (run === 1) {
      const same = clientsOf(shop, { rounds, clients, seed: run }).flat();
      const onProgress = (share: number): void => report(`${shop.name}: fitting the same clients`, share);
      heads.set(SAME_CLIENTS, fitCentralHead(shop, same, { start, onProgress }));
    }
  }
  return heads;
}

/** Of heads that were made several times, each newcomer's mean over the runs. */
function withMeanOfRuns(figures: Figures): Figures {
  const byName = new Map<string, NewcomerRows[]>();
  for (const [key, rows] of figures) {
    const name = key.replace(/ run \d+$/, "");
    byName.set(name, [...(byName.get(name) ?? []), rows]);
  }
  return new Map(
    [...byName].map(([name, runs]) => [
      name,
      runs[0].map((row, newcomer) =>
        row.map((_, place) => runs.reduce((sum, run) => sum + run[newcomer][place], 0) / runs.length),
      ),
    ]),
  );
}

function joined(shops: readonly Figures[]): Figures {
  return new Map([...shops[0].keys()].map((name) => [name, shops.flatMap((shop) => shop.get(name)!)])); // all have the same heads
}
