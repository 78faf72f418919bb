/** What a template of Lit's says, where a test has no browser: tags are left out, and white space is one space. */
export function templateText(template: unknown): string {
  return written(template)
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join("");
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null || !("strings" in value)) return ""; // `nothing`, listeners, switches
  const { strings, values } = value as { strings: readonly string[]; values: readonly unknown[] };
  return strings.map((string, at) => string + written(values[at])).join("");
}
