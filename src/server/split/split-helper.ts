/** What the leader knows of a report, and has found of its share. */
export interface LeaderPart {
  /** The report's nonce: 32 hex digits. */
  readonly id: string;
  readonly part: Uint8Array;
}

/** What the helper has found of its own. */
export interface HelperPart {
  readonly id: string;
  /** Null where it has no such share, or found it wrong before. */
  readonly part: Uint8Array | null;
  readonly isAccepted: boolean;
}

/** The second aggregator, as the leader sees it. All of it may be asked again, and answers the same; `signal` ends the wait. */
export interface SplitHelper {
  /**
   * Takes part in the check of some reports of a round.
   *
   * @throws {HelperRefusal} if it never will.
   * @throws {HelperUnreachable} if it cannot be reached, or not now.
   */
  check(
    roundId: number,
    reports: readonly LeaderPart[],
    signal?: AbortSignal,
  ): Promise<readonly HelperPart[]>;
  /**
   * Its share of a round's sum over just these reports, with its noise. It gives one for a round.
   *
   * @throws {HelperRefusal} for too few reports, for one that it has not accepted or that is in another sum, and for a second set.
   * @throws {HelperUnreachable} if it cannot be reached, or not now.
   */
  sum(roundId: number, ids: readonly string[], signal?: AbortSignal): Promise<Uint8Array>;
}

/** The helper could not be asked, or its answer was none: it may be asked again. */
export class HelperUnreachable extends Error {
  /** For which it was waited for: nothing where the connection was refused, all that there is where it hangs. */
  readonly waitedMs: number;
  constructor(message: string, options: ErrorOptions & { readonly waitedMs?: number } = {}) {
    super(message, options);
    this.name = "HelperUnreachable";
    this.waitedMs = options.waitedMs ?? 0;
  }
}

/** What the helper will never do, however often it is asked: the round cannot go on. */
export class HelperRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "HelperRefusal";
  }
}
