import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { createProgress } from "../../src/base/progress.ts";
import { CAMPAIGNS } from "./campaigns.ts";
import type { Campaign } from "./campaign-run.ts";
import { machineNow } from "./machine-now.ts";

const NAME_WIDTH = 14;
/** What ends a run from outside, and what the shell is told then: 128 and the signal's number. */
const ENDS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Reads the command line; runs one campaign, tells how it went, and writes all its figures. */
async function main(): Promise<void> {
  const [name = "--help", ...rest] = process.argv.slice(2);
  if (name === "--help") {
    process.stdout.write(helpOfAll());
    return;
  }
  const campaign = CAMPAIGNS[name];
  if (campaign === undefined)
    throw new Error(`The campaign must be one of ${Object.keys(CAMPAIGNS).join(", ")}: got "${name}"`);
  if (rest.includes("--help")) {
    process.stdout.write(helpOf(name, campaign));
    return;
  }
  const { file, commandLine } = withoutJson(rest, `e2e/results/campaign-${name}.json`);
  const progress = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const machineBefore = machineNow();
  const { hasHeld, lines, figures } = await campaign.run(commandLine, { progress });
  progress(null);
  const result = {
    campaign: name,
    commandLine,
    startedAt,
    seconds: (performance.now() - startedMs) / 1_000,
    machine: { before: machineBefore, after: machineNow() },
    hasHeld,
    figures,
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 1)}\n`);
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  process.stdout.write(`${hasHeld ? "All of it held" : "NOT all of it held"}; figures in ${file}\n`);
  if (!hasHeld) process.exitCode = 1;
}

function helpOfAll(): string {
  const list = Object.entries(CAMPAIGNS).map(
    ([name, { shows, takes }]) =>
      `  ${name.padEnd(NAME_WIDTH)}${shows}\n${" ".repeat(NAME_WIDTH + 2)}(${takes})\n`,
  );
  return `Long runs against what we build: what breaks it, and how much it takes.

  npm run campaign -- NAME [options]
  npm run campaign -- NAME --help

${list.join("")}
Times are those of two busy cores, where they were taken. Every campaign writes its figures as JSON, to
e2e/results/campaign-NAME.json or to --json FILE, and ends with 1 if something did not hold. What they found: docs/reliability.md
`;
}

function helpOf(name: string, { shows, takes, options }: Campaign): string {
  return `${shows}\n\n  npm run campaign -- ${name} [options]\n\n${options === "" ? "" : `${options}\n`}  --json FILE      writes the figures there; e2e/results/campaign-${name}.json unless given\n\nTakes ${takes}.\n`;
}

function withoutJson(
  commandLine: readonly string[],
  standard: string,
): { readonly file: string; readonly commandLine: readonly string[] } {
  const at = commandLine.indexOf("--json");
  if (at < 0) return { file: standard, commandLine };
  const file = commandLine.at(at + 1);
  if (file === undefined || at + 1 === commandLine.length) throw new Error("--json needs a file");
  return { file, commandLine: commandLine.filter((_, index) => index !== at && index !== at + 1) };
}

// Whoever has started a process or mounted a disk ends it when this one exits, which it does not do by itself at a signal.
for (const [signal, code] of Object.entries(ENDS)) process.once(signal, () => process.exit(code));

try {
  await main();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  // What did not hold is the cause of a property that failed.
  if (error instanceof Error && error.cause instanceof Error)
    process.stderr.write(`${error.cause.message}\n`);
  // A server that the campaign has started would keep the process.
  process.exit(1);
}
