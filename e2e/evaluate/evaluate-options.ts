import { parseArgs } from "node:util";
import { countOf, someOf } from "../../src/base/command-options.ts";
import { EVALUATION_FOLDER } from "../../src/demo/latest-evaluation.ts";

export const CLICK_MODELS = ["perfect", "pbm_noisy", "cascade", "info", "rand30", "random100"] as const;
export type ClickModelName = (typeof CLICK_MODELS)[number];
export const ENGINES = ["wasm", "webgpu"] as const;
export type EngineName = (typeof ENGINES)[number];

/** What is evaluated. */
export interface EvaluateOptions {
  /** Simulated ones; 0 for none. */
  readonly personas: number;
  /** Visits of each persona, a day apart; one search each. */
  readonly queries: number;
  /** Null is the demo's own catalogue. */
  readonly catalogue: string | null;
  /** Folder of real shoppers' histories; null for none. */
  readonly shoppers: string | null;
  /** Of each set. */
  readonly maxShoppers: number;
  /** Whether the personas live in the harness too. */
  readonly harness: boolean;
  readonly engines: readonly EngineName[];
  readonly clickModels: readonly ClickModelName[];
  readonly seed: number;
  /** Browser windows at a time. */
  readonly windows: number;
  /** Where the report goes: `report.html`, `report.json` and what was seen so far. */
  readonly folder: string;
  readonly json: string | null;
  /** `report.json` of an earlier run. */
  readonly before: string | null;
}

export const EVALUATE_HELP: string = `Simulated shoppers in a real browser, on the demo shop as it is served; or the purchases of real ones, on the lists of eval:replay.

  npm run eval [-- options]

  --personas N        shoppers, each with a hidden taste; 24 unless given, none with --shoppers. Of eight, one sees the shop's order, one that
                      of shoppers in general, and one lists drafted by the personal and the shop's order in turn
  --queries M         visits of each, a day apart, with one search each; 10 unless given
  --catalog FILE      any JSONL or CSV catalogue, .gz too; the demo's own 792 products unless given
  --shoppers DIR      real histories: items.tsv (id, TAB, title) and users.jsonl, .gz or not, or a folder of such folders. Their
                      figures are compared with those of eval:replay, shopper by shopper
  --max-shoppers N    of each set; 50 unless given
  --harness           the simulated shoppers live in the harness of eval:replay too, without a browser: do both come to the same?
  --engines LIST      where the ranker runs: wasm, webgpu, or both with a comma; wasm unless given
  --clicks LIST       click models: ${CLICK_MODELS.join(", ")}; pbm_noisy unless given
  --seed N            the same seed gives the same report on the same engine; 1 unless given
  --windows N         browser windows at a time; 2 unless given
  --folder FOLDER     where the report goes; ${EVALUATION_FOLDER} unless given, where the demo shows it. A run that was stopped goes on from there,
                      unless the build, the model or the catalogue is another one since
  --compare FILE      report.json of an earlier run of as many visits on the same catalogue: what became worse is marked
  --json FILE         writes the figures there too
  --help              this text
`;

/** @throws {Error} that names the option that cannot be used. Null if only help is wanted. */
export function evaluateOptions(args: readonly string[]): EvaluateOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      personas: { type: "string" },
      queries: { type: "string", default: "10" },
      catalog: { type: "string" },
      shoppers: { type: "string" },
      "max-shoppers": { type: "string", default: "50" },
      harness: { type: "boolean", default: false },
      engines: { type: "string", default: "wasm" },
      clicks: { type: "string", default: "pbm_noisy" },
      seed: { type: "string", default: "1" },
      windows: { type: "string", default: "2" },
      folder: { type: "string", default: EVALUATION_FOLDER },
      compare: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  return {
    personas:
      values.personas === undefined && values.shoppers !== undefined
        ? 0
        : countOf("--personas", values.personas ?? "24", 2),
    queries: countOf("--queries", values.queries, 2),
    catalogue: values.catalog ?? null,
    shoppers: values.shoppers ?? null,
    maxShoppers: countOf("--max-shoppers", values["max-shoppers"], 2),
    harness: values.harness,
    engines: someOf("--engines", values.engines, ENGINES),
    clickModels: someOf("--clicks", values.clicks, CLICK_MODELS),
    seed: countOf("--seed", values.seed, 0),
    windows: countOf("--windows", values.windows, 1),
    folder: values.folder,
    json: values.json ?? null,
    before: values.compare ?? null,
  };
}
