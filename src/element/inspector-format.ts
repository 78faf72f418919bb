/** A size as people read it, e.g. "412 bytes" or "5.1 kB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A number with as many digits as its size deserves, e.g. "0.042", "1.37", "128". */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.001) return value.toExponential(1);
  return value.toFixed(size < 0.1 ? 3 : size < 100 ? 2 : 0);
}

/** A figure of which what comes after the point soon says nothing, e.g. "0", "0.4", "9.2", "21". */
export function formatShort(value: number): string {
  return value.toFixed(value === 0 || value >= 9.95 ? 0 : 1);
}

/** What something is no more than, rounded up so that it stays true: "2.8". */
export function formatBound(value: number): string {
  return (Math.ceil(value * 10) / 10).toFixed(1);
}

/** As {@link formatNumber}, with a sign: "+0.42" or "−0.42". */
export function formatSigned(value: number): string {
  return (value < 0 ? "\u2212" : "+") + formatNumber(Math.abs(value));
}

/**
 * A hex dump, 16 bytes a line: offset, bytes, and the letters among them.
 *
 * @param maxBytes How many bytes are shown at most.
 */
export function hexDump(bytes: Uint8Array, maxBytes: number): string {
  const lines: string[] = [];
  for (let offset = 0; offset < Math.min(bytes.length, maxBytes); offset += 16) {
    const row = [...bytes.subarray(offset, Math.min(offset + 16, maxBytes))];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const letters = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${offset.toString(16).padStart(4, "0")}  ${hex.padEnd(47)}  ${letters}`);
  }
  return lines.join("\n");
}
