import { type ExposureReport, exposureReport } from "../ranking/exposure-report.ts";
import { type ExposureRules, NO_RULES } from "../ranking/exposure-rules.ts";
import { addExposure, type ExposureSums, initExposure } from "../ranking/exposure-sums.ts";
import { littleShownSellers } from "../ranking/little-shown.ts";
import type { ExposureRecord } from "../store/visitor-records.ts";
import type { Platform } from "./platform.ts";
import type { RankRequest } from "./protocol.ts";
import { usableExposure } from "./usable-exposure.ts";

/**
 * Who was shown how much in this browser. It is about what was shown: forgetting single events leaves it as it is, forgetting
 * everything erases it.
 */
export interface ExposureLog {
  /** Sellers of the list who were shown little so far; what the same view has shown is left out, so that it stays as it is. */
  littleShown(request: RankRequest): Promise<ReadonlySet<string>>;
  /**
   * Counts a list that is shown; another ranking of the same view takes its place. One in which all cards are held that were not
   * all seen is in an order of the visitor's own choice, by price say: it is not counted.
   */
  note(request: RankRequest, list: ExposureSums): Promise<void>;
  report(): Promise<ExposureReport>;
}

/** Views whose list may be ranked once more; one that comes back after so many others counts anew. */
const MAX_OPEN = 8;

/** @see ExposureLog */
export function exposureLog({
  records,
  exclusively,
}: Pick<Platform, "records" | "exclusively">): ExposureLog {
  let rules: ExposureRules = NO_RULES;
  const load = async (): Promise<ExposureRecord> =>
    usableExposure(await records.get("exposure", "exposure")) ?? {
      key: "exposure",
      closed: initExposure(),
      open: [],
    };
  return {
    littleShown: async ({ rules, candidates, viewId }) => {
      const needsToKnow = rules.exposureFloor !== null && candidates.some(({ seller }) => seller);
      if (!needsToKnow) return new Set();
      const { closed, open } = await load();
      const others = open.filter((view) => view.viewId !== viewId);
      return littleShownSellers(sumOf({ closed, open: others }).sellers, candidates);
    },
    note: (request, list) => {
      rules = request.rules;
      const { viewId, candidates, fixed, seen } = request;
      if (fixed.length === candidates.length && seen.length < candidates.length) return Promise.resolve();
      return exclusively(async () => {
        const { closed, open } = await load();
        const views = [...open.filter((view) => view.viewId !== viewId), { viewId, sums: list }];
        const ended = views.slice(0, -MAX_OPEN);
        const record: ExposureRecord = {
          key: "exposure",
          closed: sumOf({ closed, open: ended }),
          open: views.slice(-MAX_OPEN),
        };
        await records.write([{ type: "put", kind: "exposure", record }]);
      });
    },
    report: async () => exposureReport(sumOf(await load()), rules),
  };
}

function sumOf({ closed, open }: Pick<ExposureRecord, "closed" | "open">): ExposureSums {
  return open.reduce((sums, view) => addExposure(sums, view.sums), closed);
}
