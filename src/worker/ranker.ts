import { asRankError, RankError } from "../base/errors.ts";
import type { Ranking } from "../ranking/ranking.ts";
import { createSyncClient } from "../sync/sync-client.ts";
import { armOf } from "./choose-arm.ts";
import { headModelId } from "./head-model.ts";
import { inspect } from "./inspect.ts";
import { listDescriber } from "./list-describer.ts";
import { logRanking } from "./log-ranking.ts";
import type { Platform } from "./platform.ts";
import type { Answers, Call, RankRequest, Started, StartOptions } from "./protocol.ts";
import { rankList } from "./rank-list.ts";
import { settingProblems } from "./setting-problems.ts";
import { sharing } from "./sharing.ts";
import { visitSeed } from "./visit-seed.ts";
import { visitor } from "./visitor.ts";

/** Composes the rooms: what the worker does for one page. It only sequences calls. */
export interface Ranker {
  answer(call: Exclude<Call, { type: "start" }>): Promise<Answers[keyof Answers]>;
  started(): Promise<Started>;
  /** Resolves when everything that was answered is stored: what comes next builds on it. */
  stored(): Promise<void>;
}

/** A slow server must not hold up the first ranking. */
const PULL_PATIENCE_MS = 1_500;
/** Cards that chance leaves alone where the page does not say how many are in the first row. */
const DEFAULT_FIRST_ROW = 4;
const NO_BASIS =
  'Cannot use learns="personal-vector" with this model because its head.safetensors has no prior.basis; "last-layer" is used';

/** Opens what is known of the visitor. The model is loaded by the first ranking: other pages need none. */
export function createRanker(platform: Platform, options: StartOptions): Ranker {
  const { records } = platform;
  const sync =
    options.syncUrl === null ? null : createSyncClient({ baseUrl: options.syncUrl, fetch: platform.fetch });
  const person = visitor(platform, options);
  for (const problem of settingProblems(options)) platform.warn(new RankError("protocol", problem));
  const share = sharing(platform, { person, sync });
  const pulled = share.pull().then(() => share.shareIfDue());
  let storing: Promise<void> = Promise.resolve();
  const describer = listDescriber(platform, options);

  const rank = async (request: RankRequest): Promise<Ranking> => {
    const history = await person.history();
    const { ready, features, comparison } = await describer.describe({ ...request, history });
    await Promise.race([pulled, new Promise((resolve) => setTimeout(resolve, PULL_PATIENCE_MS))]);
    const { model } = ready;
    const { headPrior: fitted } = model;
    const modelId = headModelId(ready.encoder.modelId, fitted);
    const heads = await person.heads(modelId, fitted);
    if (options.learns === "personal-vector" && heads.learner.type === "bayes")
      platform.warn(new RankError("protocol", NO_BASIS));
    const arm = options.holdOut === 0 ? null : armOf(await visitSeed(platform), request.viewId, options);
    const policy = {
      arm: arm ?? "personal",
      explore: options.explore,
      protectedPlaces: request.firstRow ?? DEFAULT_FIRST_ROW,
      random: platform.random,
    } as const;
    const ranked = rankList(request, { features, heads, modelId, policy });
    const record = logRanking(ranked, { weights: heads.global.weights, comparison });
    // The page need not wait for the disk to show a list; the next call does.
    storing = person.show(record, { fitted, view: { id: request.viewId, arm } }).catch((thrown: unknown) => {
      platform.warn(asRankError(thrown, "storage-failed"));
    });
    return ranked.ranking;
  };

  const started = async (): Promise<Started> => {
    const { global, personal } = await person.heads(null);
    return {
      backend: describer.report()?.backend ?? null,
      storage: records.storage,
      headVersion: global.version,
      generation: personal.generation,
    };
  };

  return {
    started,
    stored: () => storing,
    answer: async (call) => {
      switch (call.type) {
        case "rank":
          return rank(call.request);
        case "learn":
          return person.learn(call.interactions);
        case "attribute": {
          const { action: type, atMs, eventId, itemId } = call;
          return person.learn([{ type, atMs, eventId, itemId, rankingId: "" }]);
        }
        case "prepare":
          await describer.prepare(call.candidates);
          return null;
        case "return":
          return person.comeBack(call.atMs, call.eventId);
        case "share":
          return share.share();
        case "inspect":
          return {
            started: await started(),
            encoder: describer.report(),
            ...(await inspect(platform, { person, share })),
          };
        case "forget":
          if ("eventIds" in call) return person.forget({ eventIds: call.eventIds });
          if ("itemId" in call) return person.forget({ itemId: call.itemId });
          // Under the lock: an update that another tab has begun ends before, and does not bring anything back.
          await platform.exclusively(() => records.erase());
          return null;
        default:
          throw new RankError(
            "protocol",
            `Cannot answer a call of type "${(call as { type: string }).type}"; page script and worker are of different versions`,
          );
      }
    },
  };
}
