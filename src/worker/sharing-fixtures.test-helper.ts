import { expect } from "vitest";
import { seededRandom } from "../base/random.ts";
import { decodeDelta } from "../federation/delta.ts";
import { globalStep } from "../federation/global-step.ts";
import { dequantize } from "../federation/quantize.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { initialHead } from "../learning/initial-head.ts";
import { listwiseEvidence } from "../learning/listwise-evidence.ts";
import { type BeforeLog, stepPages } from "../learning/step-pages.ts";
import { stepScale } from "../learning/step-scale.ts";
import type { Records } from "../store/records.ts";
import { RECORD_KINDS } from "../store/schema.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { RELEASED_AT_MS, releaseServer } from "../sync/release-server.test-helper.ts";
import type { ReleaseServer } from "../sync/release-server.test-helper.ts";
import { createSyncClient } from "../sync/sync-client.ts";
import type { Logged } from "./page-step.ts";
import { sharing, type Sharing } from "./sharing.ts";
import { BAYES, click, ranking, seen, testPlatform } from "./visitor-fixtures.test-helper.ts";
import { visitor, type Visitor } from "./visitor.ts";

/** A browser whose visitor learns, and a server with real signatures. For tests. */
export interface SharingSetting {
  readonly server: ReleaseServer;
  readonly platform: ReturnType<typeof testPlatform>;
  readonly clock: { nowMs: number };
  /** Actions that wait for the browser to be idle. */
  readonly idle: (() => void)[];
  /** Another page of the same browser. */
  readonly page: (records?: Records) => { readonly share: Sharing; readonly person: Visitor };
  readonly share: Sharing;
  readonly person: Visitor;
  /** So many lessons, each of a page with one click. */
  readonly learn: (lessons?: number) => Promise<void>;
  /** Signs the release anew, as of now. */
  readonly renew: (changes?: Parameters<ReleaseServer["release"]>[0]) => Promise<void>;
  /** Uploads that reached the server, in order, each time that they did. */
  readonly sent: () => { readonly key: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

/** Between lessons. Who is quick, or chooses what was not in view, is taken for a machine and teaches nothing. */
const MINUTE_MS = 60_000;

export async function sharingSetting(
  changes: Parameters<ReleaseServer["release"]>[0] = {},
  /** What is on the pages: of {@link ranking}, unless a test says otherwise. */
  shown: (id: string) => RankingRecord = ranking,
): Promise<SharingSetting> {
  const server = await releaseServer(FEATURE_LAYOUT, FEATURE_COUNT);
  const clock = { nowMs: RELEASED_AT_MS };
  const idle: SharingSetting["idle"] = [];
  const platform = {
    ...testPlatform(),
    now: () => clock.nowMs,
    random: seededRandom(4),
    whenIdle: (action: () => void) => void idle.push(action),
  };
  const page: SharingSetting["page"] = (records = platform.records) => {
    const here = { ...platform, records };
    const person = visitor(here, { ...BAYES, isShared: true });
    const { fetch, root } = server;
    const options = { baseUrl: "https://rank.shop.example/v1", rootKeys: root.text };
    const sync = createSyncClient({ ...options, fetch, now: platform.now });
    return { person, share: sharing(here, { person, sync }) };
  };
  const renew: SharingSetting["renew"] = async (more = {}) => {
    const expiresAtMs = clock.nowMs + 365 * 86_400_000;
    await server.release({
      weights: initialHead(),
      ...changes,
      ...more,
      manifest: { version: 0, issuedAtMs: clock.nowMs, ...changes.manifest, ...more.manifest },
      list: { expiresAtMs, ...changes.list, ...more.list },
    });
  };
  await renew();
  let lessons = 0;
  const own = page();
  return {
    server,
    platform,
    clock,
    idle,
    page,
    ...own,
    renew,
    learn: async (count = 1) => {
      for (let lesson = 0; lesson < count; lesson++) {
        const id = `r${lessons++}`;
        const atMs = lessons * MINUTE_MS;
        const liked = lessons % 3 === 0 ? "b" : "a";
        await own.person.show({ ...shown(id), atMs });
        await own.person.learn([
          ...["a", "b", "c"].map((item) => ({ ...seen(id, item), atMs })),
          { ...click(id, liked), atMs: atMs + 5_000 },
          { ...click(id, liked, `look ${id}`), type: "dwell", atMs: atMs + 35_000, dwellMs: 30_000 },
        ]);
      }
    },
    sent: () =>
      server.requests
        .filter(({ path }) => path === "/v1/deltas")
        .map(({ init }) => ({
          key: new Headers(init.headers).get("idempotency-key")!,
          bytes: init.body as Uint8Array<ArrayBuffer>,
        })),
  };
}

/**
 * The step that a log asks for, composed here and not by the product's page-step.ts, so that tests of what it does can fail; of these
 * rankings alone where some are given. For tests.
 */
export function stepOf(
  { memory, entries, rankings }: Logged,
  { only, before }: { readonly only?: readonly string[]; readonly before?: BeforeLog } = {},
): Float64Array | null {
  const kept = new Map([...rankings].filter(([id]) => only?.includes(id) !== false));
  const step = globalStep(stepPages(memory, entries, kept, before), {
    likelihood: { evidence: listwiseEvidence },
    scale: stepScale(),
  });
  return step === null ? null : Float64Array.from(step);
}

/** The step of all that was ever done, told or not, as long as nothing is sealed. For tests. */
export async function allSteps({ person }: Pick<SharingSetting, "person">): Promise<Float64Array> {
  return stepOf(await person.logged())!;
}

export function decoded(bytes: Uint8Array): Float32Array {
  return dequantize(decodeDelta(bytes, { layout: FEATURE_LAYOUT, dimensions: FEATURE_COUNT, clipNorm: 1 }));
}

/** Expects the bytes to say this vector, shortened to the clip of 1, to one step of the rounding. For tests. */
export function expectSaid(bytes: Uint8Array, vector: ArrayLike<number>): void {
  const said = decoded(bytes);
  const step = Math.max(...said.map(Math.abs)) / 127;
  const norm = Math.max(1, Math.hypot(...Array.from(vector)));
  for (let at = 0; at < FEATURE_COUNT; at++)
    expect(Math.abs(said[at] - vector[at] / norm)).toBeLessThan(step * 1.01);
}

/** Every record, to compare with later. */
export async function everythingIn(records: Records): Promise<unknown> {
  return Promise.all(RECORD_KINDS.map((kind) => records.getAll(kind)));
}
