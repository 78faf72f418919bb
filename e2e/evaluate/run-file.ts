import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";

/** What has been seen so far, in a file that grows: a run that was stopped goes on where it was. */
export interface RunFile<Row> {
  readonly rows: readonly Row[];
  /** A line of its own, which is there whole or not at all when the file is opened again. */
  add(row: Row): void;
}

/**
 * Opens the log of a run.
 *
 * @param subject Everything that the figures depend on: a log of something else begins anew.
 */
export function openRunFile<Row>(path: string, subject: string): RunFile<Row> {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const rows: Row[] = [];
  if (lines[0] === subject) {
    for (const line of lines.slice(1)) {
      try {
        rows.push(JSON.parse(line) as Row); // written below
      } catch {
        // The last line of a run that was killed.
      }
    }
  }
  writeFileSync(path, [subject, ...rows.map((row) => JSON.stringify(row)), ""].join("\n"));
  return {
    rows,
    add: (row) => {
      rows.push(row);
      appendFileSync(path, `${JSON.stringify(row)}\n`);
    },
  };
}
