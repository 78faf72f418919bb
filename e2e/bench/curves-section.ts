import type { LoadedModel } from "../../src/model/model-folder.ts";
import { onnxRuntime, ours, transformers } from "./engines.ts";
import { race } from "./race.ts";
import type { Row } from "./results.ts";
import type { SectionContext } from "./section.ts";
import { fullWorkload, titlesOf, titleWorkload } from "./workloads.ts";

const LENGTHS = [8, 16, 32, 64, 128, 256, 512, 1000];
const QUICK_LENGTHS = [8, 64];
const RUNS = 3;

/** One line of a plot: an engine's times at rising sizes. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly ms: number }[];
}

export interface Curves {
  /** By the number of titles. */
  readonly listLength: readonly Curve[];
  /** By parameters in millions: one query. */
  readonly modelSize: readonly Curve[];
}

/** How latency grows with the list and with the model. */
export async function curvesSection({
  host,
  results,
  options,
  models,
  root,
  cores,
  say,
}: SectionContext): Promise<Curves> {
  const runs = options.isQuick ? 1 : Math.min(RUNS, options.runs);
  const engines = [ours("fp32", 1), ours("int8", 1)];
  if (cores > 1) engines.push(ours("int8", cores));
  if (options.withPeers) engines.push(onnxRuntime("fp32", 1), onnxRuntime("q8", 1));
  if (options.withPeers && cores > 1) engines.push(onnxRuntime("q8", cores));
  if (options.withPeers) engines.push(transformers("q8"));
  const nameOf = ({ engine, precision }: Pick<Row, "engine" | "precision">): string =>
    `${engine}, ${precision}`;

  const lengths = options.isQuick ? QUICK_LENGTHS : LENGTHS;
  const { tokenizer } = models.get("shelf-mini")!;
  const listRows = await race(host, {
    model: "shelf-mini",
    workloads: lengths.map((count) => titleWorkload(`list of ${count}`, titlesOf(root, count), tokenizer)),
    engines,
    runs,
    title: "Length of the list",
    say,
  });
  results.rows.push(...listRows);

  const sizes: { parameters: number; rows: readonly Row[] }[] = [];
  for (const [name, model] of models) {
    const workloads = [
      fullWorkload(`query, ${name}`, { sequences: 1, tokens: 12, root, tokenizer: model.tokenizer }),
    ];
    const rows = await race(host, {
      model: name,
      workloads,
      engines,
      runs: runs * 3,
      title: `Size of the model, ${name}`,
      say,
    });
    results.rows.push(...rows);
    sizes.push({ parameters: parametersOf(model) / 1e6, rows });
  }
  return {
    listLength: engines.map((engine) => ({
      name: nameOf({ engine: engine.name, precision: engine.precision }),
      points: lengths.map((x) => ({ x, ms: msOf(listRows, engine.name, engine.precision, `list of ${x}`) })),
    })),
    modelSize: engines.map((engine) => ({
      name: nameOf({ engine: engine.name, precision: engine.precision }),
      points: sizes.map(({ parameters, rows }) => ({
        x: parameters,
        ms: msOf(rows, engine.name, engine.precision, rows[0].workload),
      })),
    })),
  };
}

function msOf(rows: readonly Row[], engine: string, precision: string, workload: string): number {
  return rows.find(
    (row) => row.engine === engine && row.precision === precision && row.workload === workload,
  )!.medianMs;
}

function parametersOf({ weights }: Pick<LoadedModel, "weights">): number {
  const layers = weights.layers.flatMap(({ query, key, value, attentionOutput, intermediate, output }) =>
    [query, key, value, attentionOutput, intermediate, output].map(({ weight }) => weight.data.length),
  );
  return layers.reduce((sum, length) => sum + length, weights.words.data.length + weights.positions.length);
}
