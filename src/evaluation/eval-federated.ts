import { runFederated } from "./federated/run-federated.ts";

runFederated(process.argv.slice(2), {
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  nowMs: () => performance.now(),
  isTerminal: process.stderr.isTTY,
}).catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
