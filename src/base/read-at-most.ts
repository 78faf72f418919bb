/**
 * Reads the body of an answer, and stops as soon as it is longer than it may be: a server that is not believed yet must not fill the
 * device's memory.
 *
 * @throws {RangeError} if the body is longer.
 */
export async function readAtMost(response: Response, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = await reader?.read();
    if (part?.value === undefined) break;
    length += part.value.length;
    if (length > mostBytes) {
      await reader?.cancel();
      throw new RangeError(`the body must have at most ${mostBytes} bytes`);
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
