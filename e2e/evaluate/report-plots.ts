import { type Estimate, MIN_COUNT } from "../../src/evaluation/replay/estimate.ts";
import { signed } from "./report-words.ts";

const [WIDTH, HEIGHT] = [420, 190];
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 12, 14, 30];

/** Text as HTML. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Dots with whiskers for the intervals: bars would have to begin at 0, where no difference could be seen. */
export function intervalPlot(
  title: string,
  rows: readonly { readonly label: string; readonly name: string; readonly estimate: Estimate | null }[],
): string {
  const known = rows.flatMap(({ estimate }) => estimate ?? []);
  const low = Math.max(0, Math.floor(Math.min(...known.map((one) => one.low)) / 10) * 10 - 10);
  // Where all are 0, as purchases may be, there must be something to draw.
  const high = Math.max(low + 10, Math.ceil(Math.max(...known.map((one) => one.high)) / 10) * 10);
  const x = scale([low, high], [120, WIDTH - RIGHT]);
  const step = (HEIGHT - TOP - BOTTOM) / rows.length;
  const drawn = rows.map(({ label, name, estimate }, at) => {
    const middle = TOP + step * (at + 0.5);
    if (estimate === null) return "";
    const whisker = `<path class="whisker" d="M${x(estimate.low)} ${middle}H${x(estimate.high)}M${x(estimate.low)} ${middle - 5}v10M${x(estimate.high)} ${middle - 5}v10"></path>`;
    return `<text x="112" y="${middle + 4}" text-anchor="end">${escapeText(label)}</text>
${estimate.count < MIN_COUNT ? "" : whisker}
<circle class="fill ${name}" cx="${x(estimate.mean)}" cy="${middle}" r="8"></circle>
<text x="${Math.min(x(estimate.high) + 12, WIDTH - 30)}" y="${middle + 4}">${estimate.mean.toFixed(1)}</text>`;
  });
  const words = rows
    .map(({ label, estimate }) => `${label} ${estimate?.mean.toFixed(1) ?? "unknown"}`)
    .join(", ");
  return figure(title, words, `${ticks(low, high, x)}${drawn.join("")}`);
}

/** A line with its band; 0 is where nothing is gained. */
export function liftPlot(
  title: string,
  visits: readonly { readonly visit: number; readonly lift: Estimate | null }[],
): string {
  const known = visits.flatMap(({ visit, lift }) => (lift === null ? [] : [{ visit, ...lift }]));
  if (known.length === 0) return "";
  const [low, high] = [
    Math.min(0, ...known.map((one) => one.low)),
    Math.max(1, ...known.map((one) => one.high)),
  ];
  const x = scale([0, Math.max(1, visits.length - 1)], [LEFT, WIDTH - RIGHT]);
  const y = scale([low, high], [HEIGHT - BOTTOM, TOP]);
  const line = known.map(
    ({ visit, mean }, at) => `${at === 0 ? "M" : "L"}${x(visit).toFixed(1)} ${y(mean).toFixed(1)}`,
  );
  const upper = known.map(({ visit, high: top }) => `${x(visit).toFixed(1)} ${y(top).toFixed(1)}`);
  const lower = known
    .toReversed()
    .map(({ visit, low: bottom }) => `${x(visit).toFixed(1)} ${y(bottom).toFixed(1)}`);
  const labels = [low, 0, high]
    .map(
      (value) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"></line><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${signed(value, 0)}</text>`,
    )
    .join("");
  const last = known[known.length - 1];
  return figure(
    title,
    `on visit ${last.visit + 1}: ${last.mean.toFixed(1)}, from ${last.low.toFixed(1)} to ${last.high.toFixed(1)}`,
    `${labels}<polygon class="band personal" points="${[...upper, ...lower].join(" ")}"></polygon><path class="line personal" d="${line.join("")}"></path>
<text x="${LEFT}" y="${HEIGHT - 8}">first visit</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end">visit ${visits.length}</text>`,
  );
}

/** What was foretold against what came; on the diagonal both are the same. */
export function reliabilityPlot(
  title: string,
  bins: readonly { readonly foretold: number; readonly came: number; readonly count: number }[],
): string {
  const top = Math.max(0.1, ...bins.flatMap(({ foretold, came }) => [foretold, came]));
  const x = scale([0, top], [LEFT, WIDTH - RIGHT]);
  const y = scale([0, top], [HEIGHT - BOTTOM, TOP]);
  const most = Math.max(...bins.map(({ count }) => count));
  const dots = bins
    .map(
      ({ foretold, came, count }) =>
        `<circle class="fill global" cx="${x(foretold).toFixed(1)}" cy="${y(came).toFixed(1)}" r="${(3 + 7 * Math.sqrt(count / most)).toFixed(1)}"></circle>`,
    )
    .join("");
  return figure(
    title,
    bins.map(({ foretold, came }) => `${foretold.toFixed(2)} foretold, ${came.toFixed(2)} came`).join("; "),
    `<path class="grid" d="M${x(0)} ${y(0)}L${x(top)} ${y(top)}"></path>${dots}
<text x="${LEFT - 6}" y="${y(top) + 4}" text-anchor="end">${top.toFixed(2)}</text><text x="${LEFT - 6}" y="${y(0)}" text-anchor="end">0</text>
<text x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end">foretold, up to ${top.toFixed(2)}</text>`,
  );
}

function figure(title: string, words: string, content: string): string {
  return `<figure><figcaption>${escapeText(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(`${title}: ${words}`)}">${content}</svg></figure>`;
}

function ticks(low: number, high: number, x: (value: number) => number): string {
  const step = Math.max(10, Math.ceil((high - low) / 40) * 10);
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, at) => low + at * step)
    .map(
      (value) =>
        `<line class="grid" x1="${x(value)}" x2="${x(value)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"></line><text x="${x(value)}" y="${HEIGHT - 10}" text-anchor="middle">${value}</text>`,
    )
    .join("");
}

function scale(
  [fromLow, fromHigh]: readonly [number, number],
  [toLow, toHigh]: readonly [number, number],
): (value: number) => number {
  return (value) => toLow + ((toHigh - toLow) * (value - fromLow)) / (fromHigh - fromLow);
}
