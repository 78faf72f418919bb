/** Resolves when the browser has nothing else to do, or after so long. */
export function idle(mostMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(() => resolve(), { timeout: mostMs });
    else setTimeout(resolve, Math.min(mostMs, 200)); // Safari
  });
}
