import type { GainReport, HeadGain } from "./gain-report.ts";

const NAME_WIDTH = 28;
const COLUMNS = ["before any interaction", "after 5 interactions", "mean of both, of those who have both"];

/** Lines of text, a block a column: of each head NDCG@10, its gain over the start, and its share of what the central head gains. */
export function gainTable(title: string, report: GainReport): string {
  const blocks = COLUMNS.map((column, place) => [
    `${title}, ${column}`,
    ...Object.entries(report).map(([name, gains]) => `  ${name.padEnd(NAME_WIDTH)}${rowOf(gains[place])}`),
  ]);
  return `${blocks.flat().join("\n")}\n`;
}

function rowOf({ mean, gain, gainCi95, share, shareCi95 }: HeadGain): string {
  const percent = (value: number): string => (Number.isFinite(value) ? (100 * value).toFixed(0) : "-");
  return `${mean.toFixed(4)}  ${signed(gain)} [${gainCi95.map(signed).join(", ")}]  ${percent(share)} % [${shareCi95.map(percent).join(", ")}]`;
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(4).slice(1)}`;
}
