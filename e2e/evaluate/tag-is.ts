/** To be called in a page: waits, a minute at most, for the tag to be ready, or to have ranked the page's list. */
export function tagIs(what: "ready" | "ranked"): Promise<void> {
  const patienceMs = 60_000;
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const tag = window.personalRank;
      if (what === "ready" ? tag?.state === "ready" : tag?.ranking != null) resolve();
      else if (performance.now() > patienceMs) reject(new Error(`Cannot go on: not ${what} in time`));
      else setTimeout(look, 10);
    };
    look();
  });
}
