import { html, nothing, type TemplateResult } from "lit";
import { formatBytes } from "./inspector-format.ts";
import { linePlot, type PlotLine } from "./inspector-plot.ts";
import { sizeAxis } from "./inspector-plot-axis.ts";
import type { SpeedSample } from "./speed-samples.ts";

/** What was held after each order, as far as it can be measured, and what cannot. */
export function renderMemory(samples: readonly SpeedSample[]): TemplateResult {
  const lines = linesOf(samples);
  const tellsHeap = lines.some(({ name }) => name === "global");
  return html`<h3>Memory</h3>
    ${lines.length === 0 ? nothing : renderLines(lines)}
    <p class="small">
      ${tellsHeap ? "The whole page is all of its scripts, the shop’s own included. " : "This browser does not tell what the scripts of a page hold. "}Not
      known, as no browser tells: what the scripts of the background thread hold beside the encoder, and what
      threads hold that help it with long lists.
    </p>`;
}

function renderLines(lines: readonly PlotLine[]): TemplateResult {
  const inMegabytes = lines.map((line) => ({
    ...line,
    values: line.values.map((bytes) => bytes / 1_000_000),
  }));
  return html`${linePlot({
      title: "After each order, in MB",
      lines: inMegabytes,
      axis: sizeAxis(inMegabytes.flatMap(({ values }) => values)),
      at: null,
    })}
    <table>
      <thead>
        <tr>
          <th scope="col">Held by</th>
          <th scope="col" class="number">Newest</th>
          <th scope="col" class="number">Most</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(({ label, values }) => {
          const known = values.filter(Number.isFinite);
          return html`<tr>
            <th scope="row">${label}</th>
            <td class="number">${formatBytes(known[known.length - 1])}</td>
            <td class="number">${formatBytes(Math.max(...known))}</td>
          </tr>`;
        })}
      </tbody>
    </table>`;
}

/** In bytes; only those of which something is known. */
function linesOf(samples: readonly SpeedSample[]): PlotLine[] {
  const encoderOn = (backend: "webgpu" | "wasm"): number[] =>
    samples.map(({ ranking }) => (ranking?.backend === backend ? ranking.encoderBytes : Number.NaN));
  const lines: PlotLine[] = [
    { name: "personal", label: "encoder, WebAssembly", values: encoderOn("wasm") },
    { name: "shop", label: "encoder, GPU", values: encoderOn("webgpu") },
    {
      name: "global",
      label: "whole page",
      values: samples.map(({ order }) => order.pageHeapBytes ?? Number.NaN),
    },
  ];
  return lines.filter(({ values }) => values.some(Number.isFinite));
}
