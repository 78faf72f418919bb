import { type Estimate, MIN_COUNT } from "../../src/evaluation/replay/estimate.ts";

/** A figure with its interval, or of how few shoppers it is, as HTML. */
export function told(estimate: Estimate | null, digits = 2): string {
  if (estimate === null) return "–";
  if (estimate.count < MIN_COUNT)
    return `${signed(estimate.mean, digits)} <span class="sub">of ${estimate.count}</span>`;
  const [mean, low, high] = [estimate.mean, estimate.low, estimate.high].map((value) =>
    signed(value, digits),
  );
  return `${mean} <span class="sub">[${low}, ${high}]</span>`;
}

/** A number with a real minus, and none before 0. */
export function signed(value: number, digits: number): string {
  return value
    .toFixed(digits)
    .replace(/^-(?=[0.]+$)/, "")
    .replace("-", "−");
}

/** A share with its interval, in percent, as HTML. */
export function shareWords(share: Estimate | null): string {
  if (share === null) return "–";
  const [mean, low, high] = [share.mean, share.low, share.high].map((value) => (100 * value).toFixed(0));
  return `${mean} % <span class="sub">[${low}, ${high}]</span>`;
}
