/** Markup that is known to be safe: it was written in the code or escaped on its way in. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Insertable = SafeHtml | string | number | null | readonly SafeHtml[];

/**
 * Builds markup from a template literal. Every value is escaped for text and for quoted attributes, unless it is
 * itself the result of this function (or a list of such); null becomes nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Insertable[]): SafeHtml {
  let text = parts[0];
  values.forEach((value, index) => {
    text += insert(value) + parts[index + 1];
  });
  return new SafeHtml(text);
}

function insert(value: Insertable): string {
  if (value === null) return "";
  if (value instanceof SafeHtml) return value.text;
  if (typeof value === "object") return value.map(({ text }) => text).join("");
  return escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand between tags and inside quoted attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}
