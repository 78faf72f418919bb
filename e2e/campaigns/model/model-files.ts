import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RankError } from "../../../src/base/errors.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { modelFolder } from "../../../src/model/model-folder.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";
import { brokenModels, type BrokenModel, type ModelFiles } from "./broken-models.ts";

const NAMES = ["config.json", "tokenizer.json", "head.safetensors", "model.safetensors"] as const;
const TEXTS = ["Oak dining chair", "", "a blue hat of straw for the garden"];
/** A model of 1.8 MB may take so much more than was ever taken before, at any time, whatever its files say. */
const MOST_GROWTH_BYTES = 400 * 2 ** 20;
const TELL_EVERY = 50;

const OPTIONS = {
  random: { tells: "broken files of each kind that is drawn by chance", least: 1, standard: 10_000 },
  share: { tells: "of the kinds that are gone through byte by byte, every N-th one", least: 1, standard: 1 },
  seed: { tells: "other files", least: 0, standard: 1 },
} as const;

interface Tally {
  files: number;
  /** With an error that names the file. */
  refused: number;
  /** Loads, and is as before: what was changed is nothing that is read. */
  same: number;
  /** Loads as a model that cuts texts or describes lists in another way; all numbers are finite. */
  other: number;
  readonly otherExamples: string[];
  readonly wrong: string[];
  wrongCount: number;
}

/** The files of a model broken in every way that files can be. */
export const MODEL_FILES: Campaign = defineCampaign({
  shows:
    "a model's files with bytes flipped, cut off, of wrong shapes, huge, swapped, of another version: an error that names the file, bounded memory, nothing that is no number",
  takes: "15 min",
  options: OPTIONS,
  run: runModelFiles,
});

async function runModelFiles(
  { random: drawn, share: step, seed }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const files = filesOf("shelf-tiny");
  const whole = await judge(files);
  if (whole.type !== "loaded") throw new Error(`The model itself must load: ${whole.why}`);
  const tallies: Record<string, Tally> = {};
  const before = mostMemoryBytes();
  let total = 0;
  const kinds = brokenModels(files, filesOf("shelf-mini"), { drawn, step, random: seededRandom(seed) });
  for (const { kind, count, models } of kinds) {
    const tally: Tally = {
      files: 0,
      refused: 0,
      same: 0,
      other: 0,
      otherExamples: [],
      wrong: [],
      wrongCount: 0,
    };
    tallies[kind] = tally;
    for (const model of models) {
      if (tally.files % TELL_EVERY === 0) progress(kind, tally.files / count);
      total++;
      tally.files++;
      note(tally, model, await judge(model.files, model.responses), whole.fingerprint);
    }
  }
  const wrong = Object.values(tallies).reduce((sum, { wrongCount }) => sum + wrongCount, 0);
  const most = mostMemoryBytes();
  const growth = most - before;
  return {
    hasHeld: wrong === 0 && growth <= MOST_GROWTH_BYTES,
    lines: [
      ...Object.entries(tallies).flatMap(
        ([kind, { files: count, refused, same, other, wrongCount, wrong: examples }]) => [
          `${kind}: ${count} models: ${refused} refused, ${same} load as before, ${other} load as another, ${wrongCount} WRONG`,
          ...examples,
        ],
      ),
      `memory: ${Math.round(before / 2 ** 20)} MB at most before, ${Math.round(most / 2 ** 20)} MB at most (bound: ${MOST_GROWTH_BYTES / 2 ** 20} MB more)`,
    ],
    figures: { options: { drawn, step, seed }, total, mostRss: { before, after: most }, tallies },
  };
}

/** The most that this process has ever had, which no sample can miss. */
function mostMemoryBytes(): number {
  return process.resourceUsage().maxRSS * 1_024;
}

type Verdict =
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "loaded"; readonly fingerprint: string }
  | { readonly type: "wrong"; readonly why: string };

/** Opens a model as the worker does, and cuts texts with it. */
async function judge(
  files: ModelFiles,
  responses: BrokenModel["responses"] = {},
): Promise<Verdict & { readonly why?: string }> {
  const fetch = async (url: string): Promise<Response> => {
    const name = url.slice(url.lastIndexOf("/") + 1);
    return responses[name]?.() ?? new Response(files[name]);
  };
  try {
    const model = await modelFolder("/m/", { fetch }).whole();
    // What encodes is tested elsewhere: here it is enough that nothing that it reads is no number.
    const { center, projection, scale } = model.headProjection;
    const { positions, embeddingNorm } = model.weights;
    const numbers = [center, projection, scale, positions, embeddingNorm.weight, embeddingNorm.bias];
    if (!numbers.every((list) => list.every(Number.isFinite)))
      return { type: "wrong", why: "it holds what is no number" };
    const { staticWeights, matchWeights, transitionWeights, headPrior } = model;
    return {
      type: "loaded",
      fingerprint: JSON.stringify([
        [
          model.config,
          TEXTS.map((text) => [[...model.tokenizer.encode(text)], model.tokenizer.wordsOf(text)]),
        ],
        numbers.map((list) => list.reduce((sum, value, at) => sum + value * Math.cos(at), 0)),
        [staticWeights, matchWeights, transitionWeights, headPrior].map((part) =>
          part === null
            ? null
            : Object.values(part).map((value) =>
                ArrayBuffer.isView(value) ? Array.from(value as Float32Array).slice(0, 40) : value,
              ),
        ),
      ]),
    };
  } catch (thrown) {
    if (!(thrown instanceof RankError)) return { type: "wrong", why: `it throws ${String(thrown)}` };
    const isClear = thrown.reason === "model-failed" && NAMES.some((name) => thrown.message.includes(name));
    return isClear
      ? { type: "refused", message: thrown.message }
      : { type: "wrong", why: `its error names no file: ${thrown.reason}, ${thrown.message}` };
  }
}

function note(tally: Tally, { what }: BrokenModel, verdict: Verdict, whole: string): void {
  if (verdict.type === "refused") tally.refused++;
  else if (verdict.type === "loaded" && verdict.fingerprint === whole) tally.same++;
  else if (verdict.type === "loaded") {
    tally.other++;
    if (tally.otherExamples.length < 20) tally.otherExamples.push(what);
  } else {
    tally.wrongCount++;
    if (tally.wrong.length < 10) tally.wrong.push(`${what}: ${verdict.why}`);
  }
}

function filesOf(name: string): ModelFiles {
  const folder = fileURLToPath(new URL(`../../../models/${name}/`, import.meta.url));
  return Object.fromEntries(NAMES.map((file) => [file, new Uint8Array(readFileSync(folder + file))]));
}
