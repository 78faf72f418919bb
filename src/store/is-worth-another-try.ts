/**
 * Whether what failed in a database may go well on a new connection. A full disk does not empty itself, what cannot be stored once cannot be
 * stored twice, and what had no answer in time has taken its time.
 */
export function isWorthAnotherTry(cause: unknown): boolean {
  return cause instanceof DOMException && !HOPELESS.includes(cause.name);
}

const HOPELESS: readonly string[] = ["QuotaExceededError", "DataCloneError", "TimeoutError"];
