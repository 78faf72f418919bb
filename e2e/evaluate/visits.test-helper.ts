import { seededRandom } from "../../src/base/random.ts";
import type { VisitLog } from "./visit-log.ts";

/** Visits of 12 personas, every sixth without the tag; what is learned is worth 4 points, and nothing on the first visit. For tests. */
export function visitsFixture(changes: Partial<VisitLog> = {}): VisitLog[] {
  const random = seededRandom(7);
  return Array.from({ length: 12 }, (_, persona) =>
    Array.from({ length: 6 }, (_, visit): VisitLog => {
      const shop = 0.4 + 0.2 * random();
      const arm = persona % 6 === 5 ? "shop-order" : "personal";
      const gain = arm === "personal" && visit > 0 ? 0.04 + 0.01 * random() : 0;
      const clicked = [1 + Math.floor(random() * 4)];
      return {
        engine: "wasm",
        persona,
        clickModel: "pbm_noisy",
        arm,
        visit,
        query: `word ${visit % 3}`,
        clicksBefore: visit,
        isKnownQuery: visit >= 3,
        ndcg: {
          personal: shop + gain,
          global: shop,
          shop: shop - 0.01,
          history: shop + 0.01,
          learned: shop + gain,
        },
        drafts: null,
        favourite: { shown: 2, shop: 4 },
        top: [`item ${persona}`, `item ${visit}`],
        clicked,
        isBought: visit === 5,
        examined: [1, 2, 3, 4].map((place) => [
          5 - place + random(),
          1 / place,
          clicked[0] === place ? 1 : 0,
        ]),
        firstRankMs: 400 + visit,
        clickToReorderMs: visit === 0 ? null : 50,
        longTasksMs: [],
        bytes: 300_000,
        heapBytes: 8e6,
        deltaBytes: arm === "personal" ? 493 : null,
        errors: [],
        ...changes,
      };
    }),
  ).flat();
}
