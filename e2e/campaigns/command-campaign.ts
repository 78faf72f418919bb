import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { countOf } from "../../src/base/command-options.ts";
import type { Campaign } from "./campaign-run.ts";

/** A campaign that is a long version of one of our tests, or a command of its own. */
export interface CommandCampaign extends Pick<Campaign, "shows" | "takes"> {
  /** Commands one after the other, each with its words; what is left of the command line follows the last. */
  readonly commands: readonly (readonly string[])[];
  /** Options that are whole numbers, and the variables of the environment that they become. */
  readonly numbers?: Readonly<
    Record<string, { readonly variable: string; readonly standard: number; readonly tells: string }>
  >;
  /** Options that the last command reads itself; it also knows `--json FILE`. */
  readonly ownOptions?: string;
}

const OPTION_WIDTH = 17;

/** @see CommandCampaign */
export function commandCampaign({
  shows,
  takes,
  commands,
  numbers = {},
  ownOptions,
}: CommandCampaign): Campaign {
  return {
    shows,
    takes,
    options:
      ownOptions ??
      Object.entries(numbers)
        .map(
          ([name, { tells, standard }]) =>
            `  ${`--${name} N`.padEnd(OPTION_WIDTH)}${tells}; ${standard} unless given`,
        )
        .join("\n"),
    async run(commandLine) {
      const environment: Record<string, string> = {};
      let rest = [...commandLine];
      const report = join(tmpdir(), `personal-rank-campaign-${process.pid}.json`);
      if (ownOptions !== undefined) rest.push("--json", report);
      else {
        const { values } = parseArgs({
          args: [...commandLine],
          options: Object.fromEntries(
            Object.keys(numbers).map((name) => [name, { type: "string" as const }]),
          ),
        });
        for (const [name, { variable, standard }] of Object.entries(numbers))
          environment[variable] = String(countOf(`--${name}`, String(values[name] ?? standard), 0));
        rest = [];
      }
      let exitCode = 0;
      for (const [at, [command, ...words]] of commands.entries()) {
        const isLast = at === commands.length - 1;
        const child = spawn(command, [...words, ...(isLast ? rest : [])], {
          env: { ...process.env, ...environment },
          stdio: "inherit",
        });
        const [code] = (await once(child, "close")) as [number | null]; // as node documents the event
        exitCode = code ?? 1;
        if (exitCode !== 0) break;
      }
      const figures = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as unknown) : null;
      rmSync(report, { force: true });
      return { hasHeld: exitCode === 0, lines: [], figures: { exitCode, environment, report: figures } };
    },
  };
}
