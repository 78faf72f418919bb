import { parseArgs } from "node:util";
import { countOf, someOf } from "../../src/base/command-options.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "./campaign-run.ts";

/** A whole number. */
interface CountOption {
  readonly tells: string;
  readonly least: number;
  /** Unless given; infinite for all that there is. */
  readonly standard: number;
}

/** Some of these names, with commas; all unless given. */
interface NamesOption {
  readonly tells: string;
  readonly names: readonly string[];
}

/** What the option takes is said in capitals; "" unless given. */
interface TextOption {
  readonly tells: string;
  readonly word: string;
}

type CampaignOptions = Readonly<Record<string, CountOption | NamesOption | TextOption>>;

/** What a command line came to. */
export type OptionValues<Options extends CampaignOptions> = {
  readonly [Name in keyof Options]: Options[Name] extends CountOption
    ? number
    : Options[Name] extends { readonly names: readonly (infer One)[] }
      ? readonly One[]
      : string;
};

const OPTION_WIDTH = 17;

/** A campaign whose command line is read, and told of, by what its options are. */
export function defineCampaign<const Options extends CampaignOptions>({
  options,
  run,
  ...told
}: Pick<Campaign, "shows" | "takes"> & {
  readonly options: Options;
  readonly run: (options: OptionValues<Options>, tools: CampaignTools) => Promise<CampaignOutcome>;
}): Campaign {
  return {
    ...told,
    options: Object.entries(options)
      .map(([name, option]) => `  ${flagOf(name, option).padEnd(OPTION_WIDTH)}${helpOf(option)}`)
      .join("\n"),
    run: async (commandLine, tools) => run(valuesOf(options, commandLine), tools),
  };
}

function flagOf(name: string, option: CampaignOptions[string]): string {
  return `--${name} ${"word" in option ? option.word : "names" in option ? "A,B" : "N"}`;
}

function helpOf(option: CampaignOptions[string]): string {
  if ("names" in option) return `${option.tells}: ${option.names.join(", ")}; all unless given`;
  if ("word" in option) return option.tells;
  return `${option.tells}; ${option.standard === Infinity ? "all" : option.standard} unless given`;
}

function valuesOf<Options extends CampaignOptions>(
  options: Options,
  commandLine: readonly string[],
): OptionValues<Options> {
  const { values } = parseArgs({
    args: [...commandLine],
    options: Object.fromEntries(Object.keys(options).map((name) => [name, { type: "string" as const }])),
  });
  const read = Object.entries(options).map(([name, option]) => {
    const value = values[name];
    if ("names" in option)
      return [name, value === undefined ? option.names : someOf(`--${name}`, value, option.names)];
    if ("word" in option) return [name, value ?? ""];
    return [name, value === undefined ? option.standard : countOf(`--${name}`, value, option.least)];
  });
  return Object.fromEntries(read) as OptionValues<Options>; // each as its option says
}
