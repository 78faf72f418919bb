import { setImmediate as nextTurn } from "node:timers/promises";

/** A request takes about so many turns of the event loop from its first byte to its commit. */
const TURNS = 8;

/**
 * Lets the process do what else there is to do. For work that nobody waits for, after each few milliseconds of it: without this a database
 * in the process, which answers at once, would have one piece follow the other, and visitors would wait for all of them.
 */
export async function otherWork(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await nextTurn();
}
