/** Runs an action one at a time. Asked meanwhile, it runs once more, and whoever asked waits for both. */
export function oneAtATime(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let isAskedAgain = false;
  const run = (): Promise<void> => {
    isAskedAgain = running !== null;
    running ??= action().then(() => {
      running = null;
      return isAskedAgain ? run() : undefined;
    });
    return running;
  };
  return run;
}
