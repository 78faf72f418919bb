/** Half of a frame; a phone that takes ten times as long for a step is still far from a long task. */
const SLICE_MS = 5;

/** Does work of several steps all at once. */
export function atOnce<Result>(steps: Generator<undefined, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Does work of several steps in slices of about 5 ms, and lets the page have its turn after each: 50 cards of a list would else be
 * one task of 40 ms on a computer, and of 150 ms on a phone. The page may have changed between two steps.
 */
export async function inSlices<Result>(steps: Generator<undefined, Result>): Promise<Result> {
  for (;;) {
    const endMs = performance.now() + SLICE_MS;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < endMs);
    await nextTask();
  }
}

/**
 * Lets the page have its turn. Unlike a timer, a message is not held up in a hidden tab; unlike `scheduler.yield`, it lets the
 * page's own timers come first.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
