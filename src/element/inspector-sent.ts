import { html, nothing, type TemplateResult } from "lit";
import type { DeltaPreview, Inspection, Shared } from "../worker/protocol.ts";
import { shareBar } from "./inspector-bars.ts";
import { renderLedger } from "./inspector-ledger.ts";
import { renderMonitor } from "./inspector-monitor.ts";
import { renderPrivacy } from "./inspector-privacy.ts";
import { formatBytes, formatNumber, hexDump } from "./inspector-format.ts";

/** What the "Sent" tab may do, and what came of it. */
export interface SendControls {
  readonly send: () => void;
  readonly isSending: boolean;
  readonly outcome: Shared["outcome"] | null;
}

const outcomes: Readonly<Record<Shared["outcome"], string>> = {
  accepted: "Sent. The server took it into its current round.",
  duplicate: "The server already had this one.",
  queued: "The server could not be reached; it waits in the outbox and is tried again.",
  "nothing-to-share": "There is nothing to send yet.",
  "no-server": "This page names no server, so nothing is ever sent.",
  rejected: "The server refused it.",
  withheld: "Nothing may go now: the uploads are used up, or the server could not prove who it is.",
};

/** More than this is folded away: the eye cannot read it anyway. */
const bytesShown = 256;

/** The "Sent" tab: the next upload and the reports byte for byte, and what they mean. */
export function renderSent(
  { delta, outbox, sent, lastSent, privacy, monitor }: Inspection,
  controls: SendControls,
): TemplateResult {
  return html`${
      delta === null
        ? html`<div class="note">
            <strong>Nothing would be sent.</strong> Only what was chosen since the last upload says anything,
            and there is nothing yet.
          </div>`
        : html`<div class="note">
              <strong>${formatBytes(delta.bytes.length + (delta.helper?.bytes.length ?? 0))}, once.</strong>
              They say which way the shop’s weights should go to fit what you chose: no titles, no clicks, no
              searches, no name.
            </div>
            <dl>
              <div>
                <dt>Numbers inside</dt>
                <dd>${delta.dimensions}</dd>
              </div>
              <div>
                <dt>Starts from the shop’s version</dt>
                <dd>${delta.baseVersion}</dd>
              </div>
              <div>
                <dt>Length before the limit</dt>
                <dd>${formatNumber(delta.normBeforeClip)}</dd>
              </div>
              <div>
                <dt>Limit</dt>
                <dd>${formatNumber(delta.clipNorm)}</dd>
              </div>
              ${
                delta.localSigma > 0
                  ? html`<div>
                      <dt>Noise in it, times the limit</dt>
                      <dd>${formatNumber(delta.localSigma)}</dd>
                    </div>`
                  : nothing
              }
            </dl>
            ${shareBar(Math.min(delta.normBeforeClip, delta.clipNorm) / Math.max(delta.normBeforeClip, delta.clipNorm), "personal")}
            <p class="small">
              ${
                delta.normBeforeClip > delta.clipNorm
                  ? `It is shortened to ${Math.round((delta.clipNorm / delta.normBeforeClip) * 100)} % of its length first, so that no single visitor weighs more than another.`
                  : "It is short enough to go as it is. Longer ones are shortened, so that no single visitor weighs more than another."
              }
            </p>
            <h3>The bytes</h3>
            ${renderUpload(delta, "the next upload")}
            <p class="small">
              They go with a random number of 32 digits, made for this upload alone, by which the server
              counts it once.
            </p>`
    }
    <p class="actions">
      <button
        type="button"
        class="strong"
        ?disabled=${controls.isSending || delta === null}
        @click=${controls.send}
      >
        ${controls.isSending ? "Sending…" : "Send now"}
      </button>
      <span role="status">${controls.outcome === null ? "" : outcomes[controls.outcome]}</span>
    </p>
    ${renderLedger(sent, Date.now())}
    ${
      lastSent === null
        ? nothing
        : html`<h3>The last upload, answered on ${new Date(lastSent.atMs).toLocaleString()}</h3>
            ${renderUpload(lastSent, "the last upload")}`
    }
    ${renderPrivacy(privacy)}
    <h3>Outbox</h3>
    ${
      outbox.length === 0
        ? html`<p>Empty: nothing waits to be sent.</p>`
        : html`<table>
            <thead>
              <tr>
                <th scope="col">Upload</th>
                <th scope="col" class="number">Starts from</th>
                <th scope="col" class="number">Size</th>
              </tr>
            </thead>
            <tbody>
              ${outbox.map(
                ({ key, bytes, baseVersion }) =>
                  html`<tr>
                    <th scope="row" class="log-title">${key}</th>
                    <td class="number">${baseVersion}</td>
                    <td class="number">${formatBytes(bytes)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
    ${renderMonitor(monitor, Date.now())}`;
}

/** What the server gets, or each of two. */
function renderUpload({ bytes, helper }: Pick<DeltaPreview, "bytes" | "helper">, of: string): TemplateResult {
  if (helper === undefined) return renderBytes(bytes, `Bytes of ${of}`);
  return html`${renderBytes(bytes, `Bytes of ${of}`)}
    <p class="small">
      Another server, ${helper.url}, gets its own part; neither part says anything by itself:
    </p>
    ${renderBytes(helper.bytes, `Second part of ${of}`)}`;
}

function renderBytes(bytes: Uint8Array, name: string): TemplateResult {
  return html`<pre class="hex" tabindex="0" role="region" aria-label=${name}>
${hexDump(bytes, bytesShown)}</pre>
    ${
      bytes.length > bytesShown
        ? html`<p class="small">The first ${bytesShown} of ${bytes.length} bytes.</p>`
        : nothing
    }`;
}
