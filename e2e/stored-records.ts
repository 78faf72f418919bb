import type { MonitoringRecord, ReleaseRecord } from "../src/store/sharing-records.ts";
import type { ShopPage } from "./shop-page.ts";

type Kinds = { readonly monitoring: MonitoringRecord; readonly release: ReleaseRecord };

/** The one record of a kind in a visitor's browser, with some fields changed in it. */
async function recordOf<Kind extends keyof Kinds>(
  { page }: ShopPage,
  kind: Kind,
  addMs: Readonly<Record<string, number>> = {},
): Promise<Kinds[Kind]> {
  return (await page.evaluate(
    async ({ kind, addMs }) => {
      const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
        new Promise((resolve, reject) => {
          request.addEventListener("success", () => resolve(request.result));
          request.addEventListener("error", () => reject(request.error));
        });
      const database = await settled(indexedDB.open("personal-rank"));
      const store = database.transaction(kind, "readwrite").objectStore(kind);
      const record = await settled(store.get(kind));
      for (const [field, ms] of Object.entries(addMs)) record[field] += ms;
      if (Object.keys(addMs).length > 0) await settled(store.put(record));
      database.close();
      return record;
    },
    { kind, addMs },
  )) as Kinds[Kind]; // the store of this name has these
}

/** What the visitor's browser keeps of the release that it took last. */
export function releaseOf(shop: ShopPage): Promise<ReleaseRecord> {
  return recordOf(shop, "release");
}

/** Lets time go by for what is noted for the next report of quality. */
export async function ageNotes(shop: ShopPage, byMs: number): Promise<void> {
  await recordOf(shop, "monitoring", { sinceMs: -byMs });
}
