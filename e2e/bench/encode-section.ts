import type { Engine } from "./engine-host.ts";
import { onnxRuntime, ours, oursFromTexts, PEER_PRECISION, transformers } from "./engines.ts";
import { recordGemmPeak, recordGemmShare } from "./gemm-share.ts";
import { race } from "./race.ts";
import { findRow, ratioOf, type Results } from "./results.ts";
import type { SectionContext } from "./section.ts";
import { cosineDistances } from "./statistics.ts";
import { fullWorkload, titlesOf, titleWorkload } from "./workloads.ts";

/** Float32 in another order of summation: more than this is another function. */
const MAX_FP32_DISTANCE = 1e-5;
const PRECISIONS = ["fp32", "int8", "fast-int8"] as const;
export const QUERY = "query 1x12";
/** Without pauses: caches are warm, and threads of the peers never sleep. */
export const QUERY_IN_A_ROW: string = `${QUERY}, in a row`;
export const TITLES = "64 titles";
export const FULL = "full 64x32";
export const CROSS = "cross 64x48";

/** Everything on the CPU: opens all engines, checks that they compute the same, then lets them run against each other. */
export async function encodeSection(context: SectionContext): Promise<void> {
  const { host, results, options, models, root, cores, say } = context;
  const { tokenizer, config } = models.get("shelf-mini")!;
  const full = { root, tokenizer };
  const query = fullWorkload(QUERY, { ...full, sequences: 1, tokens: 12 });
  const titles = titleWorkload(TITLES, titlesOf(root, 64), tokenizer);
  const workloads = [
    query,
    { ...query, name: QUERY_IN_A_ROW, pauseMs: 0 },
    titles,
    fullWorkload(FULL, { ...full, sequences: 64, tokens: 32 }),
    fullWorkload(CROSS, { ...full, sequences: 64, tokens: 48 }),
  ];
  const tokens = titles.ids.map(({ length }) => length);
  results.figures["64 titles/mean tokens"] = tokens.reduce((sum, length) => sum + length, 0) / 64;
  results.figures["64 titles/most tokens"] = Math.max(...tokens);
  const workerCounts = cores > 1 ? [1, cores] : [1];
  const engines = workerCounts.flatMap((count) => PRECISIONS.map((precision) => ours(precision, count)));
  engines.push(...PRECISIONS.map((precision) => oursFromTexts(precision)));
  if (options.withPeers)
    for (const precision of ["fp32", "q8"])
      engines.push(...workerCounts.map((count) => onnxRuntime(precision, count)), transformers(precision));
  results.rows.push(
    ...(await race(host, {
      model: "shelf-mini",
      workloads,
      engines,
      runs: options.runs,
      title: "Encoding on the CPU",
      say,
      onOpen: async () => {
        await compareEmbeddings(context, engines, config.hiddenSize);
        await recordGemmPeak(context, engines[0]);
      },
    })),
  );
  recordGemmShare(context, FULL, engines[0]);
  for (const { name } of workloads)
    for (const precision of PRECISIONS) {
      for (const count of workerCounts)
        addRatio(results, name, precision, ours("", count).name, onnxRuntime("", count).name);
      addRatio(results, name, precision, oursFromTexts("").name, transformers("").name);
    }
}

/** @throws {Error} if a float32 engine computes something else than ours. */
async function compareEmbeddings(
  { host, results, say }: SectionContext,
  engines: readonly Engine[],
  hiddenSize: number,
): Promise<void> {
  say("Comparing the embeddings of the 64 titles");
  const exact = await host.call<number[]>(engines[0], "embed", TITLES);
  for (const engine of engines.slice(1)) {
    const embeddings = await host.call<number[]>(engine, "embed", TITLES);
    const distances = cosineDistances(exact, embeddings, hiddenSize);
    const largest = Math.max(...distances);
    if (engine.precision === "fp32" && !(largest <= MAX_FP32_DISTANCE))
      throw new Error(
        `Cannot compare speeds because ${engine.name} computes other embeddings than ${engines[0].name}: expected a cosine distance of at most ${MAX_FP32_DISTANCE}, got ${largest}`,
      );
    const key = `cosine to fp32/${engine.precision}/${engine.name}`;
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    results.figures[`${key}/mean`] = 1 - mean;
    results.figures[`${key}/least`] = 1 - largest;
  }
}

function addRatio(results: Results, workload: string, precision: string, own: string, peer: string): void {
  const ourRow = findRow(results, workload, own, precision);
  const peerRow = findRow(results, workload, peer, PEER_PRECISION[precision]);
  if (ourRow !== undefined && peerRow !== undefined)
    results.ratios[`${workload}/${precision}/${peer}`] = ratioOf(ourRow, peerRow);
}
