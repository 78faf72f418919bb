import type { DeltaTerms } from "../federation/delta.ts";
import { createAccessTables } from "./access/access-tables.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createQualityCounts } from "./quality-counts.ts";
import { catchUp } from "./recovery/catch-up.ts";
import type { HighWater } from "./recovery/high-water.ts";
import { advanceRounds } from "./rounds/advance-rounds.ts";
import type { RoundContext } from "./rounds/advance-rounds.ts";
import {
  canaryFile,
  readCanaryTrial,
  runningCanary,
  startCanary,
  stopCanary,
} from "./rounds/canary-trial.ts";
import { createCanaryShelf } from "./rounds/canary-shelf.ts";
import { decideRound } from "./rounds/decide-round.ts";
import { ensureRelease } from "./rounds/ensure-release.ts";
import { rhoIn } from "./rounds/ledger-rows.ts";
import { readCandidate } from "./rounds/read-candidate.ts";
import { readRound, readRounds } from "./rounds/read-rounds.ts";
import { currentRelease, currentVersion, reportKindOf } from "./rounds/release-rows.ts";
import { reportsOf } from "./rounds/report-rows.ts";
import { takeReports } from "./rounds/take-reports.ts";
import { createHelperPause } from "./split/helper-pause.ts";
import { shareTermsOf } from "./split/share-terms.ts";
import type { SplitLeader } from "./split/split-leader.ts";
import { linkToCaller, traced } from "./telemetry/traced.ts";
import { bytes, count, text } from "./sql/sql-database.ts";
import type { SqlDatabase } from "./sql/sql-database.ts";
import type { CatchUp, DeltaUpload, RoundPolicy, StepRule, Store, StoreObserver } from "./store.ts";

export interface SqlStoreOptions {
  readonly terms: DeltaTerms;
  /** [dimensions]: the head of version 0. */
  readonly initialWeights: Float32Array<ArrayBuffer>;
  /** Layout whose weights are the first ones of this layout's; null for none. */
  readonly continuesLayout: string | null;
  readonly policy: RoundPolicy;
  readonly step: StepRule;
  /** Null: whole deltas are taken. Default: what the database says, for who opens it for a command. */
  readonly split?: SplitLeader | null;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Unpredictable bytes. */
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  readonly highWater: HighWater;
}

/** δ of what is said of privacy: one in a hundred million visitors. */
const ACCOUNTED_DELTA = 1e-8;
/** In any 90 days; devices keep to it. */
const MAX_REPORTS = 12;

/**
 * A {@link Store} in a migrated database, for one process or, on PostgreSQL, for many at once: all that they agree on is in the
 * database, and every change is one transaction, so that any of them may die anywhere.
 *
 * If the stored head was made under other terms, a new version starts, from the same weights if they still fit, with the initial
 * ones for what the layout that it continues did not have, and from the initial ones alone otherwise. The reports against the old
 * one are dropped: versions only go up.
 *
 * @throws {Error} if the database cannot be read or written.
 */
export async function createSqlStore(database: SqlDatabase, options: SqlStoreOptions): Promise<Store> {
  const { terms, policy, step, split, nowMs, randomBytes, highWater } = options;
  const observers: StoreObserver[] = [];
  const canaries = createCanaryShelf(terms);
  const stop = new AbortController();
  const context: RoundContext = {
    database,
    terms,
    policy,
    step,
    split,
    canaries,
    nowMs,
    randomBytes,
    observers,
    highWater,
    stopping: stop.signal,
    helperPause: createHelperPause(nowMs),
  };
  await ensureRelease(context, options);
  const caughtUp: CatchUp[] = [];
  const catchUpOrTell = async (looksAt: "all" | "newest"): Promise<void> => {
    const done = await catchUp(context, looksAt);
    if (done === null) return;
    caughtUp.push(done);
    for (const observer of observers) observer.caughtUp(done);
  };
  await catchUpOrTell("all");
  const quality = createQualityCounts(database, nowMs);
  const access = createAccessTables(database, nowMs);

  /** Rounds move one step after the other; who asks meanwhile waits for the same. */
  let underWay: Promise<void> | null = null;
  const advance = (): Promise<void> =>
    (underWay ??= catchUpOrTell("newest")
      .then(() => advanceRounds(context))
      .catch((error: unknown) => {
        for (const observer of observers) observer.roundStepFailed(error);
        throw error;
      })
      .finally(() => {
        underWay = null;
      }));
  /** Reports in the open round that this process knows of: when it looks, all are counted. */
  let known = await openReports(database);

  let isMoving = false;
  /** Once for all reports that come meanwhile, and whoever sends them does not wait. What is taken stays taken, whatever becomes of its round. */
  const moveOn = async (): Promise<void> => {
    if (isMoving) return;
    isMoving = true;
    try {
      let isDone: boolean;
      do {
        isDone = await advance().then(
          () => true,
          () => false, // told
        );
        known = await openReports(database);
        // The next round may have filled meanwhile, and nobody else may ask for it.
      } while (isDone && known >= policy.cohort && !stop.signal.aborted);
    } finally {
      isMoving = false;
    }
  };

  const groupCommit = createGroupCommit(async (group: readonly LinkedUpload[]) => {
    const startedMs = nowMs();
    const uploads = group.map(({ upload }) => upload);
    const links = group.flatMap(({ link }) => link);
    const receipts = await traced(
      "commit deltas",
      { links, attributes: { "personal_rank.group.size": uploads.length } },
      () => database.transaction((session) => takeReports(session, database.kind, uploads)),
    );
    for (const observer of observers) observer.committed((nowMs() - startedMs) / 1_000);
    known += receipts.filter((receipt) => receipt === "accepted").length;
    if (known >= policy.cohort) void moveOn().catch(() => undefined); // counted with the next group
    return receipts;
  });

  return {
    terms,
    access,
    split: split ? shareTermsOf(terms, split) : null,
    async manifest() {
      // Before the database is asked: what others sign meanwhile is no sign that it went back.
      const signed = highWater.version("signed");
      const row = (await currentRelease(database))!; // ensureRelease made the first
      // By any of the nodes' clocks, the latest: what browsers are told of the time must not go back when one was ahead.
      const [taking] = await database.all(
        "SELECT report_probability, changed_at_ms, (SELECT max(created_at_ms) FROM release) AS released_at_ms FROM participation",
        [],
      );
      const version = count(row, "version");
      const { deltaVersion, splitTerms } = reportKindOf(row);
      if (version < signed)
        throw new Error(
          `Cannot release version ${version} as ${signed} was signed before: the database was put back to an earlier time`,
        );
      highWater.raise("signed", version);
      const running = await runningCanary(database);
      if (running !== null) highWater.raise("given", running.head.version);
      const hash = text(row, "hash");
      const head = { hash, bytes: bytes(row, "file").length };
      const privacy = {
        noiseMultiplier: policy.noiseMultiplier,
        delta: ACCOUNTED_DELTA,
        reportsPer90Days: MAX_REPORTS,
      };
      return {
        version,
        deltaVersion,
        ...(splitTerms === null
          ? {}
          : { secureAggregation: JSON.parse(splitTerms) as Readonly<Record<string, unknown>> }), // written by us
        ...terms,
        head,
        privacy,
        canary: running === null ? null : { share: running.share, head: running.head },
        reportProbability: count(taking, "report_probability"),
        changedAtMs: Math.max(count(taking, "released_at_ms"), count(taking, "changed_at_ms")),
      };
    },
    version: () => currentVersion(database),
    async head(hash) {
      const [row] = await database.all("SELECT file FROM release WHERE hash = ?", [hash]);
      return row === undefined ? canaryFile(database, hash) : bytes(row, "file");
    },
    addDelta: (upload) => groupCommit.add({ upload, link: linkToCaller() }),
    async closeRound() {
      await groupCommit.flush();
      await underWay;
      await advanceRounds(context, true);
      known = await openReports(database);
    },
    advance,
    rounds: (limit) => readRounds(database, limit),
    round: (id) => readRound(database, id),
    candidateHeads: (id) => readCandidate(database, id),
    async roundRho(id) {
      const [row] = await database.all("SELECT rho FROM ledger WHERE round_id = ?", [id]);
      return row === undefined ? null : (rhoIn(row) ?? Infinity);
    },
    decide: (decision) => decideRound(context, decision),
    startCanary: (roundId, share) =>
      database.transaction((session) => startCanary(session, { roundId, share, nowMs: nowMs() })),
    async stopCanary(why) {
      const isStopped = await database.transaction((session) =>
        stopCanary(session, { why, roundId: null, nowMs: nowMs() }),
      );
      if (!isStopped) throw new Error("Cannot stop a canary as none is tried now");
    },
    runningCanary: () => runningCanary(database),
    canaryTrial: (roundId) => readCanaryTrial(database, roundId),
    canarySet: () => canaries.read(database),
    installCanarySet: (file) => database.transaction((session) => canaries.install(session, file, nowMs())),
    async spentRhos(sinceMs) {
      const rows = await database.all(
        "SELECT rho FROM ledger WHERE spent_at_ms >= ? ORDER BY round_id DESC",
        [sinceMs],
      );
      return rows.map((row) => rhoIn(row) ?? Infinity); // without noise there is no bound at all
    },
    async status() {
      const version = await currentVersion(database);
      const [round] = await database.all("SELECT opened_at_ms FROM round WHERE state = ?", ["OPEN"]);
      const ageSeconds = (nowMs() - count(round, "opened_at_ms")) / 1_000;
      const [taking] = await database.all("SELECT report_probability FROM participation", []);
      const reportProbability = count(taking, "report_probability");
      const canaryShare = (await runningCanary(database))?.share ?? 0;
      return {
        version,
        reports: await openReports(database),
        ageSeconds,
        reportProbability,
        canaryShare,
      };
    },
    addQuality: (report) => quality.add(report),
    quality: () => quality.read(),
    async probe() {
      await database.run("UPDATE probe SET writes = writes + 1 WHERE id = ?", [1]);
    },
    observe: (observer) => {
      observers.push(observer);
      for (const done of caughtUp) observer.caughtUp(done);
    },
    async close() {
      stop.abort();
      await groupCommit.flush();
      await quality.flush();
      await access.door.settle();
      await underWay?.catch(() => undefined); // told to whoever began it
      await database.close();
    },
  };
}

/** A report with the request that it came in. */
interface LinkedUpload {
  readonly upload: DeltaUpload;
  readonly link: ReturnType<typeof linkToCaller>;
}

async function openReports(database: SqlDatabase): Promise<number> {
  const [round] = await database.all("SELECT id FROM round WHERE state = ?", ["OPEN"]);
  return reportsOf(database, count(round, "id"));
}
