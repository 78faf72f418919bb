import { html, nothing, type TemplateResult } from "lit";
import type { SharePrivacy } from "../worker/share-privacy.ts";
import { formatBound, formatNumber } from "./inspector-format.ts";

/** What the uploads may give away, before and after the next one, in the terms that the server has signed. */
export function renderPrivacy(privacy: SharePrivacy | null): TemplateResult {
  const title = html`<h3>What that may give away</h3>`;
  if (privacy === null)
    return html`${title}
      <p>This browser has verified no server’s terms. Nothing is sent before it has.</p>`;
  const { noiseMultiplier, localSigma, delta, spent, withNext, serverSpent, serverWithNext, isSplit } =
    privacy;
  return html`${title}
    <dl>
      ${renderSpent("To whoever sees the shop’s versions (ε)", spent, withNext)}
      ${renderSpent(isSplit ? "To either server (ε)" : "To the server itself (ε)", serverSpent, serverWithNext)}
    </dl>
    <p class="small">
      ${
        Number.isFinite(withNext)
          ? `ε of ${words(withNext)}: whatever you did here, what is published becomes no more than ${formatBound(Math.exp(withNext))} times as likely by it (δ = ${delta}).`
          : "There is no noise in what is published, so no bound can be told: an upload is shortened and hidden only among the others."
      }
      ${
        noiseMultiplier > 0
          ? `The server has signed that it adds noise of ${formatNumber(noiseMultiplier)} times what one upload can change; your browser cannot look whether it does.`
          : nothing
      }
      ${
        localSigma > 0
          ? `Your browser adds noise of ${formatNumber(localSigma)} times the longest upload before anything leaves it.`
          : isSplit
            ? `Neither server sees an upload, unless both put their parts together.${serverSpent > spent ? " What went whole, before there were two, still counts as seen by one." : ""}`
            : "The server sees each upload until its round is summed up."
      }
    </p>`;
}

function renderSpent(title: string, spent: number, withNext: number): TemplateResult {
  return html`<div>
    <dt>${title}</dt>
    <dd>${words(spent)} so far, ${words(withNext)} with the next one</dd>
  </div>`;
}

function words(epsilon: number): string {
  return Number.isFinite(epsilon) ? formatNumber(epsilon) : "no bound";
}
