/** What a campaign may use while it runs. */
export interface CampaignTools {
  /** Tells how far it is, on standard error; null at the end. */
  readonly progress: (what: string | null, share?: number) => void;
}

/** How a campaign went. */
export interface CampaignOutcome {
  /** Whether all that it promises held; what depends on a quiet machine is no part of that. */
  readonly hasHeld: boolean;
  /** For people, one fact a line. */
  readonly lines: readonly string[];
  /** Everything that was counted and measured; goes to JSON. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** One campaign behind `npm run campaign -- NAME`. */
export interface Campaign {
  /** What it shows, in one line. */
  readonly shows: string;
  /** How long it takes as it stands, on a machine of two cores. */
  readonly takes: string;
  /** Its options, one a line; "" where there is none but `--json` and `--help`. */
  readonly options: string;
  /**
   * @param commandLine Its own options.
   * @throws {Error} if an option is wrong, or it could not run.
   */
  run(commandLine: readonly string[], tools: CampaignTools): Promise<CampaignOutcome>;
}
