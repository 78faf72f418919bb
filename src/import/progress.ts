/** Where lines go, and what time it is. */
export interface ProgressOptions {
  readonly write: (text: string) => void;
  readonly nowMs: () => number;
  /** A terminal's line is written over; elsewhere each report is a line of its own, and they are rarer. */
  readonly isTerminal: boolean;
}

/** Nobody needs to be told of what takes less. */
const QUIET_MS = 2000;
const TERMINAL_PAUSE_MS = 200;
const LINE_PAUSE_MS = 5000;

/**
 * Tells how far long work is, once it takes more than two seconds.
 *
 * @returns A function for reports: what is done, and its share from 0 to 1. After the last, call it with null.
 */
export function createProgress({
  write,
  nowMs,
  isTerminal,
}: ProgressOptions): (what: string | null, share?: number) => void {
  const startMs = nowMs();
  const pauseMs = isTerminal ? TERMINAL_PAUSE_MS : LINE_PAUSE_MS;
  let lastMs = startMs + QUIET_MS - pauseMs;
  let isLineOpen = false;
  return (what, share = 0) => {
    if (what === null) {
      if (isLineOpen) write("\r\u001b[K");
      isLineOpen = false;
      return;
    }
    const now = nowMs();
    if (now - startMs < QUIET_MS || now - lastMs < pauseMs) return;
    lastMs = now;
    const text = `${what}: ${Math.floor(share * 100)} %`;
    write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    isLineOpen = isTerminal;
  };
}
