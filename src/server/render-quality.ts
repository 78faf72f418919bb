import { estimateLift, estimateShares } from "../federation/quality-estimate.ts";
import { QUALITY_FIELDS } from "../base/quality-fields.ts";
import { renderValues } from "./prometheus.ts";
import type { QualityCounts } from "./store.ts";

/** An interval this many standard errors wide on each side holds in 99.7 % of all looks: rules look often. */
const SURE = 3;
const FIELD_AND_VALUE = ["field", "value"];

/**
 * The reports of quality in Prometheus' text format: what came, and what it says of the browsers once the randomising is taken
 * out. Estimates are of the last 28 days; there are none while nothing has come.
 */
export function renderQuality({ total, recent }: QualityCounts): string {
  const rows = QUALITY_FIELDS.flatMap(({ name, values }, field) => {
    const shares = estimateShares(recent[field]);
    return values.map((value, at) => ({
      labels: [name, value],
      total: total[field][at],
      share: shares?.[at] ?? null,
    }));
  });
  const known = rows.flatMap(({ labels, share }) => (share === null ? [] : [{ labels, ...share }]));
  const lift = estimateLift(recent[0]);
  const liftIs = (spread: number): { labels: readonly string[]; value: number }[] =>
    lift === null ? [] : [{ labels: [], value: lift.mean + spread * lift.error }];
  const gauge = (name: string, help: string, labels: readonly string[]) =>
    ({ name: `personal_rank_${name}`, help, labels, type: "gauge" }) as const;
  return [
    renderValues(
      {
        name: "personal_rank_quality_reports_total",
        help: "Reports of quality by what they say; what one says was drawn on the device, and need not be true.",
        labels: FIELD_AND_VALUE,
        type: "counter",
      },
      rows.map(({ labels, total: value }) => ({ labels, value })),
    ),
    renderValues(
      gauge("quality_share", "Estimated share of reporting browsers, last 28 days.", FIELD_AND_VALUE),
      known.map(({ labels, mean: value }) => ({ labels, value })),
    ),
    renderValues(
      gauge("quality_share_error", "Standard error of personal_rank_quality_share.", FIELD_AND_VALUE),
      known.map(({ labels, error: value }) => ({ labels, value })),
    ),
    renderValues(
      gauge(
        "lift_ratio",
        "Share of reporting browsers where the visitor's order did better, less that where the shop's did, last 28 days.",
        [],
      ),
      liftIs(0),
    ),
    renderValues(
      gauge(
        "lift_ratio_low",
        "Lower end of the interval of personal_rank_lift_ratio, 3 standard errors.",
        [],
      ),
      liftIs(-SURE),
    ),
    renderValues(
      gauge(
        "lift_ratio_high",
        "Upper end of the interval of personal_rank_lift_ratio, 3 standard errors.",
        [],
      ),
      liftIs(SURE),
    ),
  ].join("");
}
