import { parseArgs } from "node:util";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countOf, oneOf } from "../../base/command-options.ts";
import type { StaticKind } from "../catalogue/load-model-folder.ts";

/** What `eval:federated` is asked for. */
export interface FederatedCommand {
  readonly shoppers: readonly string[];
  readonly model: string;
  readonly static: StaticKind | null;
  readonly negatives: "even" | "popular";
  readonly rounds: number;
  /** A round. */
  readonly clients: number;
  /** Noise multipliers, at least 0. */
  readonly sigmas: readonly number[];
  readonly runs: number;
  /** Of each shop, at least 1; infinity for all. */
  readonly maxNewcomers: number;
  readonly cache: string;
  readonly json: string | null;
}

/** What `--help` prints. */
export const FEDERATED_HELP = `What newcomers gain by a global head that a shop's other shoppers have made: by federated rounds with and without noise, and by
fitting all their pages in one place. Train shoppers take part, each once; test shoppers are the newcomers, with lists of one thing
that they bought and 49 others. Nobody was shown these lists: they compare heads, and say nothing about sales.

  npm run eval:federated -- --shoppers DIR [--shoppers DIR ...] [options]

  --shoppers DIR       items.tsv and users.jsonl, as eval:replay reads them; or a folder of such folders
  --model DIR          model folder (default: models/shelf-mini)
  --static KIND        weights of the static score: unseen, catalogue or known (default: what the model says)
  --negatives KIND     even: all items of the shop alike, so that what sells is worth knowing; popular: drawn by purchases, so that
                       it is not (default: even)
  --rounds N           rounds (default: 10)
  --clients N          clients a round (default: 300)
  --sigma A,B,C        noise multipliers (default: 0,1,2)
  --runs N             each with other clients, other noise (default: 3)
  --max-newcomers N    the first N newcomers of each shop (default: all)
  --cache DIR          where what takes long is kept (default: a folder in the temporary folder)
  --json FILE          writes means, gains, shares and intervals
  --help               this text

About half an hour a shop on one core, ten minutes less once it is kept.
`;

/**
 * Reads the command line.
 *
 * @param args Without node and script.
 * @returns Null if help is asked for.
 * @throws {Error} saying which option is wrong.
 */
export function parseFederatedCommand(args: readonly string[]): FederatedCommand | null {
  const values = valuesOf(args);
  if (values.help) return null;
  if (values.shoppers.length === 0) throw new Error("--shoppers is needed; --help tells more");
  return {
    shoppers: values.shoppers,
    model: values.model,
    static:
      values.static === undefined
        ? null
        : oneOf("--static", values.static, ["unseen", "catalogue", "known"] as const),
    negatives: oneOf("--negatives", values.negatives, ["even", "popular"] as const),
    rounds: countOf("--rounds", values.rounds, 1),
    clients: countOf("--clients", values.clients, 1),
    sigmas: values.sigma.split(",").map(sigmaOf),
    runs: countOf("--runs", values.runs, 1),
    maxNewcomers:
      values["max-newcomers"] === undefined
        ? Infinity
        : countOf("--max-newcomers", values["max-newcomers"], 1),
    cache: values.cache,
    json: values.json ?? null,
  };
}

function sigmaOf(text: string): number {
  const sigma = Number(text);
  if (text.trim() === "" || !(sigma >= 0 && sigma < Infinity))
    throw new Error(`--sigma must be numbers from 0 with commas between: got "${text}"`);
  return sigma;
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        shoppers: { type: "string", multiple: true, default: [] },
        model: { type: "string", default: "models/shelf-mini" },
        static: { type: "string" },
        negatives: { type: "string", default: "even" },
        rounds: { type: "string", default: "10" },
        clients: { type: "string", default: "300" },
        sigma: { type: "string", default: "0,1,2" },
        runs: { type: "string", default: "3" },
        "max-newcomers": { type: "string" },
        cache: { type: "string", default: join(tmpdir(), "personal-rank-federated") },
        json: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${message}; --help tells more`, { cause });
  }
}
