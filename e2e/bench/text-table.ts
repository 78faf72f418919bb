/** Columns as wide as their longest cell; columns of numbers stand to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "  nothing measured";
  const widths = header.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
  const isNumeric = header.map((_, at) => rows.every((row) => /^[-\d.]/.test(row[at])));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, at) => (isNumeric[at] ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join("  ")}`.trimEnd();
  return [line(header), ...rows.map(line)].join("\n");
}
