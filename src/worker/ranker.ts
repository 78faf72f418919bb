import { asRankError, RankError } from "../base/errors.ts";
import { keepNewest } from "../base/keep-newest.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { SyncClient } from "../sync/sync-client.ts";
import { armOf } from "./choose-arm.ts";
import { eraseAllButLedger } from "./erase-all-but-ledger.ts";
import { exposureLog } from "./exposure-log.ts";
import { headModelId } from "./head-model.ts";
import { hindsight } from "./hindsight.ts";
import { inspect } from "./inspect.ts";
import { listDescriber } from "./list-describer.ts";
import { logRanking } from "./log-ranking.ts";
import { monitoredRanker } from "./monitored-ranker.ts";
import { monitoring } from "./monitoring.ts";
import type { OpenedSharing } from "./open-sharing.ts";
import { personaReplay } from "./persona-replay.ts";
import type { Platform } from "./platform.ts";
import type { Answers, Call, RankRequest, Started, StartOptions } from "./protocol.ts";
import { rankList } from "./rank-list.ts";
import { settingProblems } from "./setting-problems.ts";
import { MAX_TIMINGS, type RankingTiming } from "./speed-report.ts";
import { timeline } from "./timeline.ts";
import { visitSeed } from "./visit-seed.ts";
import { visitor } from "./visitor.ts";
import { whatIf, type WhatIfContext } from "./what-if.ts";

/** Few visitors ever take their state along: it is loaded when one does. */
const stateTransfer = () => import("./state-transfer.ts");
/** Most pages name no server: what talks to one, and does not believe it, is loaded where they do, and for the inspector. */
const sharingParts = () => import("./open-sharing.ts");

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
const NO_KEY =
  'Cannot use "sync" without "sync-key", the server\'s public root key: nothing is taken from a server that could be anybody, and nothing is sent; the server shows its key when it starts';
const NO_BASIS =
  'Cannot use learns="personal-vector" with this model because its head.safetensors has no prior.basis; "last-layer" is used';

/** Opens what is known of the visitor. The model is loaded by the first ranking: other pages need none. */
export function createRanker(given: Platform, options: StartOptions): Ranker {
  const { records, clockMs } = given;
  const maySync = options.syncUrl !== null && options.syncKey !== null;
  const person = visitor(given, { ...options, isShared: maySync });
  let opening: Promise<OpenedSharing> | null = null;
  const opened = (): Promise<OpenedSharing> =>
    (opening ??= sharingParts()
      .then(({ openSharing }) => openSharing(platform, { ...options, person }))
      .catch((thrown: unknown) => {
        opening = null; // the network may be back when it is asked for again
        throw asRankError(thrown, "sync-failed");
      }));
  const sync: Pick<SyncClient, "sendQuality"> | null = maySync
    ? { sendQuality: async (bytes) => (await opened()).sync?.sendQuality(bytes) }
    : null;
  const monitor = monitoring(given, { person, sync, monitor: options.monitor });
  const platform: Platform = {
    ...given,
    warn: (error) => {
      given.warn(error);
      void monitor?.failed(error.reason); // which never fails itself
    },
  };
  for (const problem of settingProblems(options)) platform.warn(new RankError("protocol", problem));
  if (options.syncUrl !== null && !maySync) platform.warn(new RankError("sync-failed", NO_KEY));
  const pulled = (async () => {
    if (maySync) await (await opened()).share.begin();
  })().catch((thrown: unknown) => platform.warn(asRankError(thrown, "sync-failed")));
  // After the others and waited for by nobody.
  void pulled.then(() => monitor?.sendIfDue());
  let storing: Promise<void> = Promise.resolve();
  /** Null until the first ranking has loaded the model. */
  let pageModelId: string | null = null;
  const describer = listDescriber(platform, options);
  const exposure = exposureLog(platform);
  const past = hindsight(platform, options);
  const timings: RankingTiming[] = [];
  const hypothetical = async (request: RankRequest): Promise<WhatIfContext> => ({
    past,
    describer,
    littleShown: await exposure.littleShown(request),
  });

  const rank = async (request: RankRequest): Promise<Ranking> => {
    const askedMs = clockMs();
    const history = await person.history();
    const { model, features, comparison, timing } = await describer.describe({ ...request, history });
    const describedMs = clockMs();
    await Promise.race([pulled, new Promise((resolve) => setTimeout(resolve, PULL_PATIENCE_MS))]);
    const serverMs = clockMs() - describedMs;
    const { headPrior: fitted } = model;
    const modelId = headModelId(model.config.modelId, fitted);
    pageModelId = modelId;
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
    const littleShown = await exposure.littleShown(request);
    const ranked = rankList(request, { features, heads, modelId, policy, littleShown });
    const record = logRanking(ranked, { weights: heads.global.weights, comparison });
    // The page need not wait for the disk to show a list; the next call does.
    storing = person
      .show(record, { fitted, view: { id: request.viewId, arm } })
      .then(() => exposure.note(request, ranked.exposure))
      .catch((thrown: unknown) => {
        platform.warn(asRankError(thrown, "storage-failed"));
      });
    const encoder = describer.opened()?.encoder;
    const { backend = null, memoryBytes: encoderBytes = 0 } = encoder ?? {};
    const { rankingId } = request;
    const totalMs = clockMs() - askedMs;
    keepNewest(timings, { rankingId, backend, totalMs, ...timing, serverMs, encoderBytes }, MAX_TIMINGS);
    return ranked.ranking;
  };

  const backend = (): Started["backend"] => describer.opened()?.encoder.backend ?? null;
  const started = async (): Promise<Started> => {
    const { global, personal } = await person.heads(null);
    return {
      backend: backend(),
      storage: records.storage,
      headVersion: global.version,
      generation: personal.generation,
    };
  };

  const ranker: Ranker = {
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
          return (await opened()).share.share();
        case "inspect":
          return {
            started: await started(),
            encoder: describer.report(),
            speed: { orders: [], rankings: timings },
            ...(await inspect(platform, { person, share: (await opened()).share, monitor })),
          };
        case "exposure":
          return exposure.report();
        case "what-if":
          return whatIf(call.request, call.without, await hypothetical(call.request));
        case "timeline":
          return timeline(call.request, await hypothetical(call.request));
        case "persona":
          return personaReplay(call.request, call.liked, { platform, choice: options, describer });
        case "export-state":
          return (await stateTransfer()).exportState(platform);
        case "import-state":
          return (await stateTransfer()).importState(call.json, {
            platform,
            choice: options,
            modelId: pageModelId,
          });
        case "forget":
          if ("eventIds" in call) return person.forget({ eventIds: call.eventIds });
          if ("itemId" in call) return person.forget({ itemId: call.itemId });
          // Under the lock: an update that another tab has begun ends before, and does not bring anything back.
          await platform.exclusively(() => eraseAllButLedger(records, platform.now()));
          return null;
        default:
          throw new RankError(
            "protocol",
            `Cannot answer a call of type "${(call as { type: string }).type}"; page script and worker are of different versions`,
          );
      }
    },
  };
  return monitor === null ? ranker : monitoredRanker(ranker, { monitor, clockMs, backend });
}
