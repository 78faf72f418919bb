/** Adds the newest to a list of at most so many; the oldest goes. */
export function keepNewest<Entry>(entries: Entry[], newest: Entry, most: number): void {
  if (entries.push(newest) > most) entries.shift();
}
