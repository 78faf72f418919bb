import { onTestFinished } from "vitest";
import { openStore } from "../open-store.ts";
import type { OpenStoreOptions } from "../open-store.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { deltaFile, randomKey, temporaryFolder } from "../server-fixture.ts";
import type { PostgresFixture } from "../sql/postgres-fixture.ts";
import type { Receipt, Store } from "../store.ts";

type Place = Pick<OpenStoreOptions, "dataDir" | "databaseUrl">;

async function openOne(place: Place, changes: Partial<OpenStoreOptions>): Promise<Store> {
  const store = await openStore({ layout: "phi-1", dimensions: 3, ...PLAIN_ROUNDS, ...place, ...changes });
  onTestFinished(() => store.close());
  return store;
}

/** Sends one report, of one weight, and waits for what comes of it. */
export const addReport = async (
  store: Store,
  value: number,
  key: string = randomKey(),
  baseVersion = 0,
): Promise<Receipt> => {
  const bytes = deltaFile([value, 0, 0], { baseVersion });
  const receipt = await store.addDelta({ key, baseVersion, bytes, network: key.slice(0, 2) });
  await store.advance();
  return receipt;
};

/** Two nodes; the embedded store has one, which is asked by two. */
export type OpenNodes = (changes?: Partial<OpenStoreOptions>) => Promise<[Store, Store]>;

/** By the name of the place; null where PostgreSQL is not installed: `apt-get install postgresql`. */
export const placesOf = (postgres: PostgresFixture | null): [string, OpenNodes | null][] => [
  [
    "libsql",
    async (changes = {}) => {
      const store = await openOne({ dataDir: temporaryFolder() }, changes);
      return [store, store];
    },
  ],
  [
    "two nodes on one PostgreSQL",
    postgres &&
      (async (changes = {}) => {
        const place = { dataDir: temporaryFolder(), databaseUrl: await postgres.newDatabase() };
        return [await openOne(place, changes), await openOne(place, changes)];
      }),
  ],
];
