import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { createProgress } from "../../base/progress.ts";
import type { LoadedModel } from "../../model/model-folder.ts";
import { loadModelFolder } from "../catalogue/load-model-folder.ts";
import { createContenders, INVOICE_SETTINGS, PURCHASE_SETTINGS } from "../contenders/contenders.ts";
import { shipped } from "../contenders/shipped.ts";
import type { Contender } from "../contender.ts";
import { chosenLearners } from "./chosen-learners.ts";
import { type DrawNegatives, popularNegatives, timeMatchedNegatives } from "./draw-negatives.ts";
import { likeNegatives } from "./like-negatives.ts";
import { readRetail } from "./read-retail.ts";
import { readShoppers } from "./read-shoppers.ts";
import { parseReplayCommand, REPLAY_HELP, type ReplayCommand } from "./replay-command.ts";
import { type ReplayInputs, replayInputs } from "./replay-inputs.ts";
import { REPLAY_SEED, TEST_AFTER } from "./replay-plan.ts";
import { replaySet } from "./replay-set.ts";
import { reportTable } from "./report-table.ts";
import { setFolders } from "./set-folders.ts";
import { setReport, type SetReport } from "./set-report.ts";
import type { ShopLog } from "./shop-log.ts";
import { splitOf } from "./split-of.ts";
import { titleTokens } from "./title-tokens.ts";

/** Where text goes, and what time it is. */
export interface ReplayTerminal {
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly nowMs: () => number;
  /** Whether errors and progress are seen by a person. */
  readonly isTerminal: boolean;
}

type Report = (what: string | null, share?: number) => void;

/**
 * What `npm run eval:replay` does: a table of each set goes out as soon as it is done, the JSON at the end.
 *
 * @param args As typed, see {@link REPLAY_HELP}.
 * @throws {Error} saying what to change, for wrong options, files that cannot be read, and models without a static score.
 */
export async function runReplay(args: readonly string[], terminal: ReplayTerminal): Promise<void> {
  const command = parseReplayCommand(args);
  if (command === null) {
    terminal.writeOut(REPLAY_HELP);
    return;
  }
  const folders = command.shoppers.flatMap(setFolders);
  const model = await loadModelFolder(command.model, command.static);
  const report = createProgress({ ...terminal, write: terminal.writeError });
  const sets: SetReport[] = [];
  for (const read of [
    ...folders.map((folder) => () => readShoppers(folder)),
    ...(command.retail === null ? [] : [() => readRetail(command.retail!)]), // null was seen to
  ]) {
    const set = await replayLog(await read(), command, { model, report });
    report(null);
    terminal.writeOut(reportTable(set));
    sets.push(set);
  }
  if (command.json === null) return;
  mkdirSync(dirname(command.json), { recursive: true });
  const { split, maxUsers, negatives, precision } = command;
  const { modelId } = model.config;
  // A report of tune shoppers, or of other negatives, must not pass for one of the defaults; null is the default, or all.
  const plan = { modelId, static: command.static, split, maxUsers, negatives, precision };
  writeFileSync(command.json, `${JSON.stringify({ plan, sets }, null, 1)}\n`);
}

async function replayLog(
  log: ShopLog,
  command: ReplayCommand,
  { model, report }: { readonly model: LoadedModel; readonly report: Report },
): Promise<SetReport> {
  const contenders = chosenLearners(contendersFor(log, model), command.learners);
  const onProgress = (share: number): void => report(`${log.name}: encoding titles`, share);
  const inputs = await replayInputs(log, model, onProgress, command.precision ?? undefined);
  const shoppers = log.shoppers
    .filter(({ id }) => splitOf(log.name, id) === command.split)
    .slice(0, command.maxUsers);
  const metric = log.prices === null ? "ndcg@10" : "mrr";
  const maker = {
    ...inputs,
    globalWeights: shipped(model).globalWeights,
    drawNegatives: negativesOf(inputs, command.negatives),
  };
  const figures = replaySet(maker, shoppers, contenders, {
    at: TEST_AFTER,
    metric,
    seed: REPLAY_SEED,
    onProgress: (share) => report(`${log.name}: replaying shoppers`, share),
  });
  return setReport(log.name, metric, figures);
}

/** All that are compared, in the order of the report. */
function contendersFor(log: ShopLog, model: LoadedModel): readonly Contender[] {
  const { vwLearningRate, ...settings } = log.prices === null ? PURCHASE_SETTINGS : INVOICE_SETTINGS;
  const vwStyle = { tokensOf: titleTokens(log), learningRate: vwLearningRate };
  return [...createContenders({ ...settings, vwStyle }), shipped(model).contender];
}

function negativesOf({ log, catalogue }: ReplayInputs, name: ReplayCommand["negatives"]): DrawNegatives {
  switch (name ?? (log.prices === null ? "popular" : "time-matched")) {
    case "popular":
      return popularNegatives(log);
    case "time-matched":
      return timeMatchedNegatives(log);
    case "like":
      return likeNegatives(log, catalogue);
  }
}
