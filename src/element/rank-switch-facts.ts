import { html, nothing, type TemplateResult } from "lit";
import type { FeatureGroup } from "../ranking/ranking.ts";
import type { Phrase } from "./rank-switch-phrases.ts";
import type { LearnedSummary } from "./rank-switch-summary.ts";

/**
 * What was learned, line by line; nothing where there is nothing to say.
 *
 * @param language Of numbers and lists, as a language tag; one that browsers do not know is as good as none.
 */
export function renderFacts(
  { counts, brands, reasons, moved, all }: LearnedSummary,
  phrase: Phrase,
  language: string,
): TemplateResult | typeof nothing {
  const locale = known(language);
  const number = (value: number): string => new Intl.NumberFormat(locale).format(value);
  const list = (words: readonly string[]): string => new Intl.ListFormat(locale).format(words);
  const lines = [
    ...counts.map(({ name, count }) => [phrase(`label-${name}`), number(count)]),
    ...(brands.length === 0 ? [] : [[phrase("label-brands"), list(brands)]]),
    ...(reasons.length === 0
      ? []
      : [[phrase("label-reasons"), list(reasons.map((reason) => reasonWords(reason, phrase)))]]),
    ...(moved === 0
      ? []
      : [
          [
            phrase("label-moved"),
            phrase("text-moved").replace("{moved}", number(moved)).replace("{all}", number(all)),
          ],
        ]),
  ];
  if (lines.length === 0) return nothing;
  return html`<div class="facts" part="facts" role="group" aria-labelledby="learned">
    <p class="facts-title" part="facts-title" id="learned">${phrase("label-learned")}</p>
    <dl>
      ${lines.map(
        ([label, value]) =>
          html`<div>
            <dt part="fact-label">${label}</dt>
            <dd part="fact-value">${value}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

function reasonWords(reason: FeatureGroup, phrase: Phrase): string {
  return reason === "intercept" ? "" : phrase(`reason-${reason}`); // the summary leaves it out
}

function known(language: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined; // the browser's own
  }
}
