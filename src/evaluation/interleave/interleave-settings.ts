import { basename, resolve } from "node:path";
import { countOf } from "../../base/command-options.ts";
import type { ClickModel } from "../simulate/click-models.ts";
import { SCENARIOS } from "../simulate/scenarios.ts";

/** What `--interleave` is asked for. */
export interface InterleaveSettings {
  readonly catalogues: readonly { readonly name: string; readonly path: string }[];
  /** Of each catalogue. */
  readonly groups: number;
  readonly shoppersPerGroup: number;
  readonly listsPerShopper: number;
  readonly clickModels: readonly ClickModel[];
}

const SHOPPERS_PER_GROUP = 20;

/** A bot shows no taste that orders could differ in. */
const CLICK_MODELS: readonly ClickModel[] = SCENARIOS.filter(
  ({ name, clickModel }) => name === clickModel.type && name !== "botburst",
).map(({ clickModel }) => clickModel);

/**
 * The options of `--interleave`, as they are: none is rounded, and none that has no part in it is passed over.
 *
 * @param options `catalog`: files, or folders of shopper sets; a catalogue's name is that of its file without endings.
 * @throws {Error} that names the option, what it may be, and what came.
 */
export function interleaveSettings(options: {
  readonly catalog: readonly string[];
  readonly users: string;
  readonly lists: string;
  readonly scenario: readonly string[];
  /** Names of options that were given and have no part in it, e.g. "--history". */
  readonly others: readonly string[];
}): InterleaveSettings {
  const { catalog, scenario, others } = options;
  if (others.length > 0)
    throw new Error(`Wanted --interleave without ${others.join(" and ")}, which has no part in it`);
  const users = countOf("--users", options.users, SHOPPERS_PER_GROUP);
  if (users % SHOPPERS_PER_GROUP !== 0)
    throw new Error(
      `--users must be a multiple of ${SHOPPERS_PER_GROUP} with --interleave, since shoppers are in groups of so many: got "${options.users}"`,
    );
  const lists = countOf("--lists", options.lists, 2);
  if (lists % 2 !== 0)
    throw new Error(
      `--lists must be even with --interleave, since a shopper's lists are of two kinds: got "${options.lists}"`,
    );
  const names = CLICK_MODELS.map(({ type }) => type);
  const other = scenario.find((name) => names.every((type) => type !== name));
  if (other !== undefined)
    throw new Error(`--scenario must be ${names.join(", ")} with --interleave: got "${other}"`);
  const catalogues = catalog.map((path) => ({ name: basename(resolve(path)).replace(/\..*$/, ""), path }));
  const twice = catalogues.find(({ name }, at) => catalogues.findIndex((one) => one.name === name) < at);
  if (twice !== undefined)
    throw new Error(
      `Wanted catalogues of different names, since cases are told apart by them: two are "${twice.name}"; rename a file`,
    );
  return {
    catalogues,
    groups: users / SHOPPERS_PER_GROUP,
    shoppersPerGroup: SHOPPERS_PER_GROUP,
    listsPerShopper: lists,
    clickModels: CLICK_MODELS.filter(({ type }) => scenario.length === 0 || scenario.includes(type)),
  };
}
