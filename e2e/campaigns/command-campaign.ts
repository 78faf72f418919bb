import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Campaign } from "./campaign-run.ts";
import { defineCampaign } from "./define-campaign.ts";

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

/** @see CommandCampaign */
export function commandCampaign({ commands, numbers = {}, ownOptions, ...told }: CommandCampaign): Campaign {
  if (ownOptions !== undefined)
    return {
      ...told,
      options: ownOptions,
      async run(commandLine) {
        const report = join(tmpdir(), `personal-rank-campaign-${process.pid}.json`);
        const exitCode = await runAll(commands, { words: [...commandLine, "--json", report] });
        const figures = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as unknown) : null;
        rmSync(report, { force: true });
        return { hasHeld: exitCode === 0, lines: [], figures: { exitCode, report: figures } };
      },
    };
  return defineCampaign({
    ...told,
    options: Object.fromEntries(
      Object.entries(numbers).map(([name, { tells, standard }]) => [name, { tells, standard, least: 0 }]),
    ),
    async run(values) {
      const environment = Object.fromEntries(
        Object.entries(numbers).map(([name, { variable }]) => [variable, String(values[name])]),
      );
      const exitCode = await runAll(commands, { environment });
      return { hasHeld: exitCode === 0, lines: [], figures: { exitCode, environment } };
    },
  });
}

/**
 * @param more What follows the words of the last command, and what all of them have in their environment.
 * @returns The exit code of the first that failed; 0 if none did.
 */
async function runAll(
  commands: CommandCampaign["commands"],
  {
    words: last = [],
    environment = {},
  }: { readonly words?: readonly string[]; readonly environment?: Readonly<Record<string, string>> },
): Promise<number> {
  for (const [at, [command, ...words]] of commands.entries()) {
    const isLast = at === commands.length - 1;
    const child = spawn(command, [...words, ...(isLast ? last : [])], {
      env: { ...process.env, ...environment },
      stdio: "inherit",
    });
    // It ends those that it has started itself.
    const end = (): void => void child.kill("SIGTERM");
    process.once("exit", end);
    child.once("close", () => process.off("exit", end));
    const [code] = (await once(child, "close")) as [number | null]; // as node documents the event
    if (code !== 0) return code ?? 1;
  }
  return 0;
}
