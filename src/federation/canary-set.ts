import { encodeSafetensors, type Tensor } from "../base/safetensors.ts";
import { isUsablePage, type ObservedPage } from "./observed-page.ts";
import { openContainer, tensorOf, type ContainerForm } from "./open-container.ts";
import { WireError } from "./wire-error.ts";

/**
 * One list that candidates are tried on: rows in the shop's order, base scores without any head, a reward for every item that
 * somebody wanted. Clicks come with the propensity of the place at which they were given; judgements and purchases with 1.
 */
export interface CanaryPage extends ObservedPage {
  /** [n]: ids, each once on the page. */
  readonly items: readonly string[];
  /** [n]: null for an item without a brand; the same on every page. */
  readonly brands: readonly (string | null)[];
  /** [n]: what a person calls the items; the same on every page. */
  readonly titles: readonly string[];
}

/** What the gate tries candidates on: made-up lists, or logs that visitors have agreed to. Never a visitor's secret. */
export interface CanarySet {
  /** Id of the feature layout. */
  readonly layout: string;
  /** d. */
  readonly dimensions: number;
  /** At least 1. */
  readonly pages: readonly CanaryPage[];
}

const FORM: ContainerForm = {
  format: "personal-rank-canary-set",
  tensors: [
    "features",
    "base_scores",
    "propensities",
    "weights",
    "page_lengths",
    "item_numbers",
    "brand_numbers",
    "rewards",
  ],
  metadata: ["layout", "item_ids", "item_titles", "brand_names"],
};
const NO_BRAND = -1;
const SOURCE = "the canary set";

/**
 * Writes a canary set: safetensors, the pages' rows one after another. `page_lengths` F32 [p] says where pages end; `item_numbers` F32
 * [N] and `brand_numbers` F32 [items] (−1 for none) count in `item_ids` and `brand_names`, JSON lists of texts in the metadata, as
 * `item_titles`, which go with the ids; `features` F32 [N, d], `base_scores`, `propensities`, `weights` F32 [N], `rewards` I8 [N]. 25 KB for a page of 24 items at d = 257.
 *
 * @throws {RangeError} if an item has two brands or two titles, or a page's arrays do not fit each other.
 */
export function encodeCanarySet({ layout, dimensions, pages }: CanarySet): Uint8Array<ArrayBuffer> {
  const itemNumbers = new Map<string, number>();
  const brandNumbers = new Map<string, number>();
  const brandOfItem: number[] = [];
  const titleOfItem: string[] = [];
  const numberOf = (numbers: Map<string, number>, text: string): number => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const rows = pages.flatMap(({ items, brands, titles }) =>
    items.map((id, row) => {
      const item = numberOf(itemNumbers, id);
      const name = brands[row] ?? null;
      const brand = name === null ? NO_BRAND : numberOf(brandNumbers, name);
      brandOfItem[item] ??= brand;
      titleOfItem[item] ??= titles[row];
      if (brandOfItem[item] !== brand || titleOfItem[item] !== titles[row])
        throw new RangeError(
          `Cannot write ${SOURCE} as an item must have one brand and one title: "${id}" has two`,
        );
      return item;
    }),
  );
  const floats = (shape: readonly number[], values: Iterable<number>): Tensor => ({
    dtype: "F32",
    shape,
    data: Float32Array.from(values),
  });
  const all = (name: "baseScores" | "propensities" | "weights"): Iterable<number> =>
    pages.flatMap((page) => [...page[name]]);
  const features = new Float32Array(rows.length * dimensions);
  let start = 0;
  for (const page of pages) {
    features.set(page.features, start);
    start += page.items.length * dimensions;
  }
  return encodeSafetensors({
    tensors: new Map<string, Tensor>([
      ["features", floats([rows.length, dimensions], features)],
      ["base_scores", floats([rows.length], all("baseScores"))],
      ["propensities", floats([rows.length], all("propensities"))],
      ["weights", floats([rows.length], all("weights"))],
      [
        "page_lengths",
        floats(
          [pages.length],
          pages.map(({ items }) => items.length),
        ),
      ],
      ["item_numbers", floats([rows.length], rows)],
      ["brand_numbers", floats([brandOfItem.length], brandOfItem)],
      [
        "rewards",
        {
          dtype: "I8",
          shape: [rows.length],
          data: Int8Array.from(pages.flatMap(({ rewards }) => [...rewards])),
        },
      ],
    ]),
    metadata: {
      format: FORM.format,
      layout,
      item_ids: JSON.stringify([...itemNumbers.keys()]),
      item_titles: JSON.stringify(titleOfItem),
      brand_names: JSON.stringify([...brandNumbers.keys()]),
    },
  });
}

/**
 * Reads a canary set and checks all of it, so that no candidate is ever judged by half a page.
 *
 * @throws {WireError} `format`, `layout`, `shape` or `nonfinite`, naming the page, whatever the bytes are.
 */
export function decodeCanarySet(
  bytes: Uint8Array,
  terms: { readonly layout: string; readonly dimensions: number },
): CanarySet {
  const file = openContainer(bytes, SOURCE, FORM);
  const { layout = "" } = file.metadata;
  if (layout !== terms.layout) {
    throw new WireError(
      "layout",
      `Cannot use ${SOURCE} as its feature layout must be "${terms.layout}": got ${JSON.stringify(layout.slice(0, 80))}; make it anew`,
    );
  }
  const ids = differentTextsOf(file.metadata["item_ids"], "item_ids");
  const names = differentTextsOf(file.metadata["brand_names"], "brand_names");
  const titles = textsOf(file.metadata["item_titles"], "item_titles");
  if (titles.length !== ids.length)
    throw new WireError(
      "shape",
      `Cannot use ${SOURCE} as "item_titles" must go with the ${ids.length} "item_ids": got ${titles.length}`,
    );
  const length = (name: string): number => file.tensors.get(name)?.data.length ?? 0;
  const [count, pageCount] = [length("item_numbers"), length("page_lengths")];
  const read = (name: string, ...shape: readonly number[]): Float32Array<ArrayBuffer> =>
    tensorOf(file, name, { dtype: "F32", shape, source: SOURCE });
  const features = read("features", count, terms.dimensions);
  const baseScores = read("base_scores", count);
  const propensities = read("propensities", count);
  const weights = read("weights", count);
  const pageLengths = read("page_lengths", pageCount);
  const itemNumbers = wholeNumbers(read("item_numbers", count), 0, ids.length, "item_numbers");
  const brandNumbers = wholeNumbers(
    read("brand_numbers", ids.length),
    NO_BRAND,
    names.length,
    "brand_numbers",
  );
  const rewards = tensorOf(file, "rewards", { dtype: "I8", shape: [count], source: SOURCE });

  const pages: CanaryPage[] = [];
  let start = 0;
  for (const [at, rows] of wholeNumbers(pageLengths, 1, count + 1, "page_lengths").entries()) {
    const end = start + rows;
    if (end > count) break;
    const numbers = itemNumbers.subarray(start, end);
    const page: CanaryPage = {
      features: features.subarray(start * terms.dimensions, end * terms.dimensions),
      baseScores: Float64Array.from(baseScores.subarray(start, end)),
      rewards: Uint8Array.from(rewards.subarray(start, end)),
      propensities: Float64Array.from(propensities.subarray(start, end)),
      weights: Float64Array.from(weights.subarray(start, end)),
      items: Array.from(numbers, (number) => ids[number]),
      brands: Array.from(numbers, (number) => names[brandNumbers[number]] ?? null),
      titles: Array.from(numbers, (number) => titles[number]),
    };
    const hasEachOnce = new Set(numbers).size === rows;
    if (!isUsablePage(page, terms.dimensions) || page.rewards.some((reward) => reward > 1) || !hasEachOnce) {
      throw new WireError(
        "nonfinite",
        `Cannot use ${SOURCE} as page ${at} must hold each item once, with finite numbers, rewards 0 or 1 and propensities above 0: it does not`,
      );
    }
    pages.push(page);
    start = end;
  }
  if (start !== count || pages.length !== pageCount || pageCount === 0) {
    throw new WireError(
      "shape",
      `Cannot use ${SOURCE} as "page_lengths" must be those of at least 1 page and sum to ${count}: they do not`,
    );
  }
  return { layout, dimensions: terms.dimensions, pages };
}

function textsOf(json: string | undefined, key: string): readonly string[] {
  let texts: unknown = null;
  try {
    texts = JSON.parse(json ?? "");
  } catch {
    // told below
  }
  if (Array.isArray(texts) && texts.every((text) => typeof text === "string" && text !== ""))
    return texts as string[]; // looked at in the line above
  throw new WireError("format", `Cannot use ${SOURCE} as "${key}" must be a JSON list of texts: it is not`);
}

function differentTextsOf(json: string | undefined, key: string): readonly string[] {
  const texts = textsOf(json, key);
  if (new Set(texts).size === texts.length) return texts;
  throw new WireError(
    "format",
    `Cannot use ${SOURCE} as "${key}" must be a list of different texts: one comes twice`,
  );
}

/** The numbers, if all are whole and from `least` to below `end`. */
function wholeNumbers(values: Float32Array, least: number, end: number, name: string): Int32Array {
  const wrong = values.find((value) => !(Number.isInteger(value) && value >= least && value < end));
  if (wrong === undefined) return Int32Array.from(values);
  throw new WireError(
    "format",
    `Cannot use ${SOURCE} as "${name}" must be whole numbers from ${least} to ${end - 1}: got ${wrong}`,
  );
}
