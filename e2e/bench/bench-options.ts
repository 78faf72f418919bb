import { parseArgs } from "node:util";

export interface BenchOptions {
  readonly jsonPath: string | null;
  /** Timed runs of each cell, after the one that is dropped. */
  readonly runs: number;
  /** Fewer sizes and rankings, for a look and for CI. */
  readonly isQuick: boolean;
  readonly withPeers: boolean;
  readonly sections: ReadonlySet<Section>;
}

/** Parts of the benchmark, in the order in which they run. */
const SECTIONS = ["encode", "webgpu", "start", "head", "page", "memory", "curves"] as const;
export type Section = (typeof SECTIONS)[number];

const FULL_RUNS = 9;
const QUICK_RUNS = 2;

export const HELP: string = `How fast personal-rank is, beside ONNX Runtime Web and transformers.js, in one browser with the same weights and texts.

  npm run bench [-- OPTIONS]

  --json FILE   write rows, ratios, bytes and surroundings as JSON, and the plots beside it as FILE.html
  --runs N      timed runs of each cell, after one that is dropped (${FULL_RUNS}; with --quick ${QUICK_RUNS})
  --quick       fewer runs and sizes: two minutes instead of a quarter of an hour; no figures to quote
  --only NAMES  some sections, with commas between: ${SECTIONS.join(", ")}
  --no-peers    ours alone: nothing is installed, nothing is compared
  --help        this text

The peers are installed into e2e/bench/node_modules by the first run (450 MB), without install scripts.
The product must have been built (npm run build): its files are weighed, and its demo shop is clicked in.
Close everything else: the figures count only on an idle machine.
`;

/** @returns null if help was asked for. @throws {Error} that names the option that is wrong. */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h", default: false },
      json: { type: "string" },
      quick: { type: "boolean", default: false },
      only: { type: "string", default: SECTIONS.join(",") },
      "no-peers": { type: "boolean", default: false },
      runs: { type: "string" },
    },
  });
  if (values.help) return null;
  const runs = values.runs === undefined ? (values.quick ? QUICK_RUNS : FULL_RUNS) : Number(values.runs);
  if (!Number.isSafeInteger(runs) || runs < 1 || runs > 1000)
    throw new Error(`Cannot use --runs ${values.runs}: expected a whole number from 1 to 1000`);
  const sections = values.only.split(",");
  const unknown = sections.find((name) => !SECTIONS.some((known) => known === name));
  if (unknown !== undefined)
    throw new Error(`Cannot use --only ${values.only}: "${unknown}" is none of ${SECTIONS.join(", ")}`);
  return {
    jsonPath: values.json ?? null,
    runs,
    isQuick: values.quick,
    withPeers: !values["no-peers"],
    sections: new Set(sections as Section[]), // each was looked up in the lines above
  };
}
