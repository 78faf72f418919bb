import { html, type TemplateResult } from "lit";
import type { Inspection } from "../worker/protocol.ts";
import { shareBar } from "./inspector-bars.ts";
import { formatBytes, formatNumber } from "./inspector-format.ts";

/** The "Stored" tab: everything that is kept in this browser, and what the personal weights are about. */
export function renderStored({ stored, personalWeights, started, learner }: Inspection): TemplateResult {
  const totalBytes = stored.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = Math.max(1, ...stored.map(({ bytes }) => bytes));
  const strongest = Math.max(Number.MIN_VALUE, ...personalWeights.map(({ norm }) => norm));
  const hasLearned = personalWeights.some(({ norm }) => norm > 0);
  return html`<div class="note">
      <strong>${formatBytes(totalBytes)} in this browser.</strong>
      ${
        started.storage === "memory"
          ? "This browser keeps no storage, so all of it is gone when the page is."
          : "Nobody else can read it: not the shop, not another site."
      }
    </div>
    <table>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col" class="number">Records</th>
          <th scope="col" class="bar-cell"><span class="hidden">Share</span></th>
          <th scope="col" class="number">Size</th>
        </tr>
      </thead>
      <tbody>
        ${stored.map(
          ({ name, records, bytes }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="number">${records}</td>
              <td class="bar-cell">${shareBar(bytes / largest, "global")}</td>
              <td class="number">${formatBytes(bytes)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <h3>What your weights are about</h3>
    ${
      hasLearned
        ? html`<table>
            <tbody>
              ${personalWeights.map(
                ({ group, norm }) =>
                  html`<tr>
                    <th scope="row">${group}</th>
                    <td class="bar-cell">${shareBar(norm / strongest, "personal")}</td>
                    <td class="number">${formatNumber(norm)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
        : html`<p>They are all still zero: nothing has been learned.</p>`
    }
    <p class="small">
      Length of the weights of each group, learned by “${learner}” in ${started.generation} steps.
    </p>
    <rank-inspector-transfer></rank-inspector-transfer>`;
}
