import type { Curve } from "./curves-section.ts";

interface LinePlotOptions {
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly xLabel: string;
  readonly yLabel: string;
}

const [WIDTH, HEIGHT] = [900, 440];
const FRAME = { left: 64, right: 310, top: 44, bottom: 52 };
const LABEL_STEP = 20;

/** Colours of lines and page; ours are blue and green, the peers' warm. */
export const PLOT_STYLE = `
  :root { color-scheme: light dark; --paper: #fff; --ink: #1c1f23; --faint: #d8dce1;
    --line-0: #0b5fb0; --line-1: #0e8a6d; --line-2: #58a914; --line-3: #c2410c; --line-4: #b8860b; --line-5: #a21caf; --line-6: #7f1d1d; }
  @media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e6e8ea; --faint: #363b41;
    --line-0: #6cb2f5; --line-1: #4fd1ad; --line-2: #a3e635; --line-3: #fb923c; --line-4: #facc15; --line-5: #e879f9; --line-6: #f87171; } }
  .plot { width: 100%; height: auto; font: 13px system-ui, sans-serif; }
  .plot text { fill: var(--ink); } .plot .title { font-size: 16px; font-weight: 600; }
  .plot .grid { stroke: var(--faint); } .plot .curve { fill: none; stroke-width: 1.75; } .plot .ours { stroke-width: 3; }`;

/** An SVG of curves on logarithmic axes, each named at the right end of its line. */
export function linePlot({ title, curves, xLabel, yLabel }: LinePlotOptions): string {
  const points = curves.flatMap((curve) => curve.points);
  const x = logScale(
    points.map((point) => point.x),
    FRAME.left,
    WIDTH - FRAME.right,
  );
  const y = logScale(
    points.map((point) => point.ms),
    HEIGHT - FRAME.bottom,
    FRAME.top,
  );
  const sizes = [...new Set(points.map((point) => point.x))];
  const grid = [
    ...sizes.map((size) => {
      const at = x.place(size).toFixed(1);
      return `<line class="grid" x1="${at}" x2="${at}" y1="${FRAME.top}" y2="${HEIGHT - FRAME.bottom}"/><text x="${at}" y="${HEIGHT - FRAME.bottom + 18}" text-anchor="middle">${number(size)}</text>`;
    }),
    ...y.ticks.map((ms) => {
      const at = y.place(ms).toFixed(1);
      return `<line class="grid" x1="${FRAME.left}" x2="${WIDTH - FRAME.right}" y1="${at}" y2="${at}"/><text x="${FRAME.left - 8}" y="${at}" dy="0.35em" text-anchor="end">${number(ms)}</text>`;
    }),
  ];
  const lines = curves.map((curve, index) => {
    const path = curve.points.map(
      (point) => `${x.place(point.x).toFixed(1)},${y.place(point.ms).toFixed(1)}`,
    );
    const kind = curve.name.startsWith("ours") ? "curve ours" : "curve";
    const dots = path.map((at) => {
      const [cx, cy] = at.split(",");
      return `<circle cx="${cx}" cy="${cy}" r="3.5" fill="var(--line-${index})"/>`;
    });
    return `<polyline class="${kind}" stroke="var(--line-${index})" points="${path.join(" ")}"/>${dots.join("")}`;
  });
  return `<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<text class="title" x="${FRAME.left}" y="22">${title}</text>
${grid.join("\n")}
<text x="${(FRAME.left + WIDTH - FRAME.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${xLabel}</text>
<text transform="rotate(-90)" x="${-(FRAME.top + HEIGHT - FRAME.bottom) / 2}" y="16" text-anchor="middle">${yLabel}</text>
${lines.join("\n")}
${labels(curves, y.place).join("\n")}
</svg>`;
}

/** Names in the order of the lines' ends, pushed apart where they would overlap. */
function labels(curves: readonly Curve[], place: (ms: number) => number): string[] {
  const ends = curves
    .map((curve, index) => ({ ...curve, index, end: place(curve.points.at(-1)!.ms) }))
    .sort((a, b) => a.end - b.end);
  let lowest = FRAME.top - LABEL_STEP;
  return ends.map(({ name, index, end, points }) => {
    lowest = Math.max(end, lowest + LABEL_STEP);
    return `<text x="${WIDTH - FRAME.right + 12}" y="${lowest.toFixed(1)}" dy="0.35em" style="fill: var(--line-${index})">${name}: ${number(points.at(-1)!.ms)} ms</text>`;
  });
}

interface LogScale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

function logScale(values: readonly number[], from: number, to: number): LogScale {
  const [low, high] = [Math.min(...values) / 1.15, Math.max(...values) * 1.15];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
    for (const step of [1, 2, 5]) {
      const tick = step * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  return {
    ticks,
    place: (value) => from + ((to - from) * Math.log(value / low)) / Math.log(high / low),
  };
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}
