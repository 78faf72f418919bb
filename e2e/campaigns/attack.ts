import { setTimeout as wait } from "node:timers/promises";
import type { HostileSender } from "./hostile-senders.ts";
import { rawExchange } from "./raw-exchange.ts";

/** What became of one kind of sender. */
export interface Tally {
  readonly answers: Record<string, number>;
  /** Connections that the server never ended. */
  held: number;
  longestSeconds: number;
  mostBytesTaken: number;
}

export interface AttackOptions {
  readonly port: number;
  readonly seconds: number;
  /** Of the connections of each kind, in (0, 1]. */
  readonly share: number;
}

/** Before a hostile client comes again. */
const PAUSE_MS = 250;
/** The server ends what dawdles after 5 s; it looks once a second. */
const HELD_TOO_LONG_MS = 45_000;
/** They come one after the other, as nobody tells them when; after that each comes again when it was sent away. */
const ARRIVAL_MS = 5_000;

/** Lets senders of all kinds loose on a server, for so long; settles when their last connections have ended. */
export async function attack(
  senders: readonly HostileSender[],
  { port, seconds, share }: AttackOptions,
): Promise<Record<string, Tally>> {
  const endMs = performance.now() + seconds * 1_000;
  const tallies: Record<string, Tally> = {};
  const all = senders.flatMap((sender) => {
    const tally: Tally = { answers: {}, held: 0, longestSeconds: 0, mostBytesTaken: 0 };
    tallies[sender.name] = tally;
    const atOnce = Math.ceil(sender.atOnce * share);
    return Array.from({ length: atOnce }, async (_, at) => {
      await wait((at / atOnce) * ARRIVAL_MS);
      while (performance.now() < endMs) {
        await connectOnce(port, sender, tally);
        await wait(PAUSE_MS);
      }
    });
  });
  await Promise.all(all);
  return tallies;
}

async function connectOnce(
  port: number,
  { speak, isReading = true }: HostileSender,
  tally: Tally,
): Promise<void> {
  const exchange = await rawExchange({ port, speak, isReading, limitMs: HELD_TOO_LONG_MS });
  tally.answers[exchange.status] = (tally.answers[exchange.status] ?? 0) + 1;
  if (exchange.wasHeld) tally.held++;
  tally.longestSeconds = Math.max(tally.longestSeconds, exchange.seconds);
  tally.mostBytesTaken = Math.max(tally.mostBytesTaken, exchange.bytesSent);
}
