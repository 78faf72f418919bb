import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { createManifestSource } from "../../src/server/manifest-source.ts";
import { createMetrics } from "../../src/server/metrics.ts";
import { createServer } from "../../src/server/create-server.ts";
import { openStore } from "../../src/server/open-store.ts";
import { passingSigningKeys } from "../../src/server/signing-keys.ts";
import { openLibsqlDatabase } from "../../src/server/sql/libsql-database.ts";
import { bytes, text } from "../../src/server/sql/sql-database.ts";
import { FUZZ_TERMS } from "./fuzzed-deltas.ts";

/** A server in this process, on libsql, whose round never closes: what it took is all there. */
export interface FuzzTarget {
  readonly app: FastifyInstance;
  readonly port: number;
  /** What the server said went wrong. */
  readonly failures: readonly string[];
  /** Closes it, and gives what it has kept. */
  close(): Promise<FuzzedStore>;
}

export interface FuzzedStore {
  /** Delta files by key. */
  readonly reports: ReadonlyMap<string, Uint8Array>;
  readonly qualityReports: number;
}

const ENDLESS_COHORT = 1_000_000_000;

export async function openFuzzTarget(): Promise<FuzzTarget> {
  const dataDir = mkdtempSync(join(tmpdir(), "personal-rank-fuzz-"));
  const failures: string[] = [];
  const store = await openStore({
    dataDir,
    layout: FUZZ_TERMS.layout,
    dimensions: FUZZ_TERMS.dimensions,
    cohort: ENDLESS_COHORT,
  });
  const manifests = createManifestSource({
    store,
    keys: passingSigningKeys(Date.now()),
    nowMs: Date.now,
  });
  const log = {
    write: (line: string): void => {
      if (/"level":(50|60)/.test(line)) failures.push(line);
    },
  };
  const app = createServer({ store, metrics: createMetrics(), manifests, log });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    app,
    port: (app.server.address() as AddressInfo).port, // it listens on TCP
    failures,
    async close() {
      await app.close();
      const { total } = await store.quality();
      await store.close();
      const database = openLibsqlDatabase(join(dataDir, "personal-rank.sqlite"));
      const rows = await database.all("SELECT idempotency_key, file FROM report", []);
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
      return {
        reports: new Map(rows.map((row) => [text(row, "idempotency_key"), bytes(row, "file")])),
        qualityReports: total.flat().reduce((sum, reports) => sum + reports, 0),
      };
    },
  };
}
