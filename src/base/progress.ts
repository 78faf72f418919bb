/** Where lines go, and what time it is. */
export interface ProgressOptions {
  readonly write: (text: string) => void;
  readonly nowMs: () => number;
  /** A terminal's line is written over, and shows a bar; elsewhere each report is a line of its own, and they are rarer. */
  readonly isTerminal: boolean;
}

/** Nobody needs to be told of what takes less. */
const QUIET_MS = 2000;
const TERMINAL_PAUSE_MS = 200;
const LINE_PAUSE_MS = 5000;
const BAR_LENGTH = 20;
const MINUTE_MS = 60_000;

/**
 * Tells how far long work is, and about how long it will go on, once it takes more than two seconds. The time left supposes
 * that the rest of the same piece of work goes on as fast as it went so far.
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
  let piece: { readonly what: string; readonly startMs: number; readonly share: number } | null = null;
  return (what, share = 0) => {
    if (what === null) {
      if (isLineOpen) write("\r\u001b[K");
      isLineOpen = false;
      return;
    }
    const now = nowMs();
    if (piece?.what !== what) piece = { what, startMs: now, share };
    if (now - startMs < QUIET_MS || now - lastMs < pauseMs) return;
    lastMs = now;
    const rate = (share - piece.share) / (now - piece.startMs);
    const left = rate > 0 && share < 1 ? `, ${durationOf((1 - share) / rate)} left` : "";
    const text = `${what}: ${Math.floor(share * 100)} %${left}`;
    write(isTerminal ? `\r\u001b[K${barOf(share)} ${text}` : `${text}\n`);
    isLineOpen = isTerminal;
  };
}

function barOf(share: number): string {
  const full = Math.max(0, Math.min(BAR_LENGTH, Math.round(share * BAR_LENGTH)));
  return "█".repeat(full) + "░".repeat(BAR_LENGTH - full);
}

function durationOf(ms: number): string {
  return ms < 1.5 * MINUTE_MS
    ? `${Math.max(1, Math.round(ms / 1000))} s`
    : `${Math.round(ms / MINUTE_MS)} min`;
}
