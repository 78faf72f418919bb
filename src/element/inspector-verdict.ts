import { html, nothing, type TemplateResult } from "lit";
import type { BackendTimes } from "../base/backend-times.ts";
import type { EncoderReport } from "../worker/protocol.ts";
import { formatShort } from "./inspector-format.ts";

const PLACES = { webgpu: "graphics processor (WebGPU)", wasm: "processor (WebAssembly)" } as const;

/** Which backend reads the texts, why it is that one, and what was measured here. */
export function renderVerdict(encoder: EncoderReport | null): TemplateResult {
  if (encoder === null)
    return html`<div class="note">
      <strong>No text had to be read on this page.</strong> What has been read before is kept in this browser;
      where reading is quicker is decided with the first text that is new.
    </div>`;
  const { backend, why, verdict } = encoder;
  return html`<div class="note">
      <strong>Texts are read on the ${PLACES[backend]}.</strong> That is because ${why}.
    </div>
    ${verdict === null ? nothing : renderTimes(verdict)}`;
}

function renderTimes({ wasm, webgpu }: NonNullable<EncoderReport["verdict"]>): TemplateResult {
  const row = (words: string, times: BackendTimes): TemplateResult =>
    html`<tr>
      <th scope="row">${words}</th>
      <td class="number">${formatShort(times.queryMs)}</td>
      <td class="number">${formatShort(times.batchMs)}</td>
    </tr>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Measured here, in ms</th>
        <th scope="col" class="number">One search</th>
        <th scope="col" class="number">Eight long titles</th>
      </tr>
    </thead>
    <tbody>
      ${row("Processor", wasm)}
      ${
        webgpu === null
          ? html`<tr>
              <th scope="row">Graphics processor</th>
              <td class="number" colspan="2">read them wrongly</td>
            </tr>`
          : row("Graphics processor", webgpu)
      }
    </tbody>
  </table>`;
}
