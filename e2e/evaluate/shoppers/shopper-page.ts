import { escapeText } from "../report-plots.ts";

/** One item of a list that a real shopper might have been shown. */
export interface ShownTitle {
  readonly id: string;
  readonly title: string;
}

/** A page with one list and the tag, and nothing else. */
export function shopperPage(items: readonly ShownTitle[]): string {
  const cards = items.map(
    ({ id, title }) =>
      `<li class="card" data-id="${escapeText(id)}"><a href="/item/${encodeURIComponent(id)}"><h3>${escapeText(title)}</h3></a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A list</title>
<script type="module" src="/personal-rank.js" data-model="/models/shelf-mini/" data-consent="granted" data-list="#results" data-item=".card"></script>
</head>
<body>
<ul id="results">${cards.join("")}</ul>
</body>
</html>
`;
}
