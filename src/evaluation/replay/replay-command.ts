import { parseArgs } from "node:util";
import { countOf, oneOf } from "../../base/command-options.ts";
import type { Precision } from "../../model/forward-pass.ts";
import type { StaticKind } from "../catalogue/load-model-folder.ts";

/** What negatives lists are filled with; null is time-matched for invoice lines, popular for shopper sets. */
export type NegativesName = "popular" | "time-matched" | "like";

/** What `eval:replay` is asked for. */
export interface ReplayCommand {
  readonly shoppers: readonly string[];
  readonly retail: string | null;
  readonly model: string;
  readonly static: StaticKind | null;
  readonly split: "test" | "tune";
  /** Of each set, at least 1; infinity for all. */
  readonly maxUsers: number;
  readonly negatives: NegativesName | null;
  /** Names; null for all. */
  readonly learners: readonly string[] | null;
  /** Null for what pages use. */
  readonly precision: Precision | null;
  readonly json: string | null;
}

/** What `--help` prints. */
export const REPLAY_HELP = `Replays real purchase histories: each shopper's purchases are learned from one by one, and after 0, 1, 2, 5, 10, 20 and 50
of them up to two things bought on the next day are looked for among 49 others. Nobody was shown these lists: they compare
learners, and say nothing about sales.

  npm run eval:replay -- --shoppers DIR [--shoppers DIR ...] [options]
  npm run eval:replay -- --retail FILE [options]

  --shoppers DIR     items.tsv (id, TAB, title) and users.jsonl ({"u", "items", "ts"}: ids oldest first, Unix seconds), .gz
                     or not; or a folder of such folders
  --retail FILE      CSV of invoice lines: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID
  --model DIR        model folder (default: models/shelf-mini)
  --static KIND      weights of the static score: unseen, catalogue or known, as far as the shop took part in the training
                     (default: what the model says)
  --split NAME       test or tune: a tenth of the shoppers each; choose on tune, report test (default: test)
  --max-users N      the first N shoppers of the split in each set (default: all)
  --negatives KIND   popular: drawn by purchases; time-matched: by purchases within two weeks; like: by purchases among the
                     200 nearest titles (default: time-matched for --retail, else popular)
  --learners A,B,C   only these; the global head always takes part, as the others are compared with it (default: all)
  --precision NAME   of the encoder's products: fp32, int8 or fast-int8 (default: int8, as on pages); fast-int8 needs Node 22
  --json FILE        writes means, intervals and shares of harmed shoppers
  --help             this text
`;

/**
 * Reads the command line.
 *
 * @param args Without node and script.
 * @returns Null if help is asked for.
 * @throws {Error} saying which option is wrong.
 */
export function parseReplayCommand(args: readonly string[]): ReplayCommand | null {
  const values = valuesOf(args);
  if (values.help) return null;
  if (values.shoppers.length === 0 && values.retail === undefined)
    throw new Error("--shoppers or --retail is needed; --help tells more");
  return {
    shoppers: values.shoppers,
    retail: values.retail ?? null,
    model: values.model,
    static:
      values.static === undefined
        ? null
        : oneOf("--static", values.static, ["unseen", "catalogue", "known"] as const),
    split: oneOf("--split", values.split, ["test", "tune"] as const),
    maxUsers: values["max-users"] === undefined ? Infinity : countOf("--max-users", values["max-users"], 1),
    negatives:
      values.negatives === undefined
        ? null
        : oneOf("--negatives", values.negatives, ["popular", "time-matched", "like"] as const),
    learners: values.learners === undefined ? null : values.learners.split(",").map((name) => name.trim()),
    precision:
      values.precision === undefined
        ? null
        : oneOf("--precision", values.precision, ["fp32", "int8", "fast-int8"] as const),
    json: values.json ?? null,
  };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        shoppers: { type: "string", multiple: true, default: [] },
        retail: { type: "string" },
        model: { type: "string", default: "models/shelf-mini" },
        static: { type: "string" },
        split: { type: "string", default: "test" },
        "max-users": { type: "string" },
        negatives: { type: "string" },
        learners: { type: "string" },
        precision: { type: "string" },
        json: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${message}; --help tells more`, { cause });
  }
}
