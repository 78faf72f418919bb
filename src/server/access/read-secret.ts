import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { ReadStream } from "node:tty";

/**
 * Reads one line that nobody is to see: from a pipe or a file as it is, from a terminal without showing what is typed.
 *
 * @param ask Says what is wanted, to people alone.
 */
export async function readSecret(
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, "isTTY">>,
  ask: () => void,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: input.isTTY === true });
  if (input.isTTY === true) ask();
  try {
    for await (const line of lines) return line;
    return "";
  } finally {
    lines.close();
  }
}
