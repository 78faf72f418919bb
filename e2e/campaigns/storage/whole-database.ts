import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import type { DeviceRecord } from "../../../src/store/device-record.ts";
import type { GlobalHeadRecord, OutboxRecord, SharingRecord } from "../../../src/store/sharing-records.ts";
import { initMonitoring } from "../../../src/worker/usable-monitoring.ts";
import { releaseOf } from "../../../src/worker/visitor-fixtures.test-helper.ts";
import type { StoredDatabase } from "./stored-database.ts";
import type { VisitorDriver } from "./visitor-driver.ts";

const release = releaseOf(1, { etag: '"e"' });
const global: GlobalHeadRecord = {
  key: "global",
  layout: FEATURE_LAYOUT,
  version: 1,
  weights: new Float32Array(FEATURE_COUNT).fill(0.01),
};
const device: DeviceRecord = {
  key: "encoder",
  subject: "a device",
  verdict: null,
  design: { matmul: "shared", norm: "fused" },
  unfinished: 0,
  skips: 0,
};

/** What a visitor of today has in the end, with a record of every kind: those that only a server or a GPU brings are put there. */
export async function wholeDatabase(driver: VisitorDriver): Promise<StoredDatabase> {
  await driver.open(undefined, { holdOut: 0.2, monitor: "beacon" });
  for (let number = 0; number < 4; number++)
    await driver.learn(await driver.rank(number, { size: 6 }), number);
  await driver.call<"exposure">({ type: "exposure" });
  await driver.close();
  const stores = (await driver.page.evaluate(() => window.visitor.records()))! as Record<string, object[]>;
  const { modelId } = stores["memory"][0] as { modelId: string };
  const told = [{ rankingId: "v/ranking 0", liked: Float64Array.of(1, 0, 0, 0, 0, 0) }];
  const sharing: SharingRecord = {
    key: "sharing",
    modelId,
    told,
    shifts: [{ rankingId: "v/ranking 1", shift: new Float64Array(FEATURE_COUNT) }],
    sealed: new Float64Array(FEATURE_COUNT),
    generation: 1,
    sentAtMs: [5],
    drawn: { atMs: 5, generation: 1 },
    retry: { failures: 1, notBeforeMs: 5 },
    pull: { notBeforeMs: 5, isBusy: false },
    lastSent: { atMs: 5, bytes: new Uint8Array(3) },
  };
  const outbox: OutboxRecord = {
    key: "o",
    bytes: new Uint8Array(3),
    baseVersion: 1,
    createdAtMs: 5,
    told,
    sealed: null,
    generation: 1,
    madeBy: { dimensions: FEATURE_COUNT, normBeforeClip: 1, clipNorm: 1, localSigma: 0 },
  };
  const added = { release, global, device, sharing, outbox, monitoring: initMonitoring() };
  const database = await driver.page.evaluate(() => indexedDB.databases());
  return {
    version: database[0].version!,
    stores: {
      ...stores,
      ...Object.fromEntries(
        Object.entries(added).flatMap(([kind, record]) =>
          stores[kind].length === 0 ? [[kind, [record]]] : [],
        ),
      ),
    },
  };
}
