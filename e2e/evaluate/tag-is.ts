/**
 * To be called in a page: waits, a minute at most, for the tag to be ready, to have ranked the page's list, or to have ranked it by what
 * it has learned since `watchPage` looks.
 */
export function tagIs(what: "ready" | "ranked" | "settled"): Promise<void> {
  const patienceMs = 60_000;
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const tag = window.personalRank;
      const { learnedGeneration = 0 } = window as { readonly learnedGeneration?: number };
      const generation = tag?.ranking?.generation ?? -1;
      const least = what === "settled" ? learnedGeneration : 0;
      if (what === "ready" ? tag?.state === "ready" : generation >= least) resolve();
      else if (performance.now() > patienceMs) reject(new Error(`Cannot go on: not ${what} in time`));
      else setTimeout(look, 10);
    };
    look();
  });
}
