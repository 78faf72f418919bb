import { type Goal, goalsOf } from "./floors.ts";
import type { Results } from "./results.ts";
import { textTable } from "./text-table.ts";

/** All that was found, for people. */
export function report(results: Results): string {
  const { rows, ratios, bytes, figures, env } = results;
  const sections = [
    heading("Times, ms"),
    textTable(
      ["workload", "engine", "precision", "median", "min", "runs"],
      rows.map(({ workload, engine, precision, medianMs, minMs, runs }) => [
        workload,
        engine,
        precision,
        digits(medianMs),
        digits(minMs),
        String(runs),
      ]),
    ),
    heading("How many times faster ours is (the smaller of the ratios of medians and of minima)"),
    textTable(["workload/precision/peer", "ratio"], entries(ratios, digits)),
    heading("Download, brotli, KiB (without the model)"),
    textTable(
      ["what", "KiB"],
      entries(bytes, (value) => digits(value / 1024)),
    ),
    heading("Other figures"),
    textTable(
      ["what", "value"],
      entries(figures, (value) => String(Number(value.toPrecision(8)))),
    ),
    heading("Surroundings"),
    textTable(["what", "value"], entries(env, String)),
    heading("Goals"),
    textTable(
      ["figure", "found", "floor", "aim", ""],
      goalsOf(results).map((goal) => [
        goal.figure,
        goal.value === null ? "-" : `${digits(goal.value)} ${goal.unit}`,
        digits(goal.floor),
        digits(goal.aim),
        verdict(goal),
      ]),
    ),
  ];
  return `${sections.join("\n")}\n`;
}

function verdict({ value, floor, aim, isCost }: Goal): string {
  if (value === null) return "not measured";
  const reaches = (goal: number): boolean => (isCost ? value <= goal : value >= goal);
  if (reaches(aim)) return "aim reached";
  return reaches(floor) ? "pass" : "SHORT";
}

function heading(text: string): string {
  return `\n${text}\n`;
}

function entries<Value>(
  record: Readonly<Record<string, Value>>,
  write: (value: Value) => string,
): (readonly string[])[] {
  return Object.entries(record).map(([name, value]) => [name, write(value)]);
}

/** Three digits, or all before the point; NaN is what there was nothing to compare with. */
function digits(value: number): string {
  if (Number.isNaN(value)) return "-";
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
