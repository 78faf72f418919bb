import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { ReadStream } from "node:tty";

/**
 * Reads one line that nobody is to see: from a pipe or a file as it is, from a terminal without showing what is typed.
 *
 * @param say Shows a text to a person; called where there is one alone, with what is wanted and with the end of the line.
 */
export async function readSecret(
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, "isTTY">>,
  { wanted, say }: { readonly wanted: string; readonly say: (text: string) => void },
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const isPerson = input.isTTY === true;
  const lines = createInterface({ input, output: nowhere, terminal: isPerson });
  if (isPerson) say(wanted);
  try {
    for await (const line of lines) return line;
    return "";
  } finally {
    lines.close();
    if (isPerson) say("\n");
  }
}
