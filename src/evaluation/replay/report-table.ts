import type { SetReport } from "./set-report.ts";

const NAME_WIDTH = 18;
const COLUMN_WIDTH = 8;

/** A set's means as lines of text: a row a contender, a column a number of purchases learned from. */
export function reportTable({ name, users, usersAt, metric, at, learners }: SetReport): string {
  const row = (label: string, cells: readonly string[]): string =>
    `  ${label.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join("")}`;
  const figure = (value: number | null): string => (value === null ? "-" : value.toFixed(4));
  const lines = [
    `${name}: ${metric} of ${users} shoppers, by purchases learned from`,
    row("", at.map(String)),
    row("shoppers", usersAt.map(String)),
    ...Object.entries(learners).map(([learner, { mean }]) => row(learner, mean.map(figure))),
  ];
  return `${lines.join("\n")}\n`;
}
