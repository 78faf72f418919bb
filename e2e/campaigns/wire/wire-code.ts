// All that reads and writes the wire, as one file that `node scripts/run.js write-wire` freezes.
export { seededRandom } from "../../../src/base/random.ts";
export { decodeDelta, encodeDelta } from "../../../src/federation/delta.ts";
export { encodeQualityReport, parseQualityReport } from "../../../src/federation/quality-report.ts";
export { quantize } from "../../../src/federation/quantize.ts";
export { createSyncClient } from "../../../src/sync/sync-client.ts";
