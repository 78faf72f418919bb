/** The keys that the journeys press. */
export type Key = "Tab" | "Enter";

/** A real browser of another kind than the one Playwright drives. */
export interface Engine {
  readonly version: string;
  /** Starts the browser for one visitor, with an empty profile unless one is given. One visitor at a time. */
  launch(options: LaunchOptions): Promise<Visitor>;
  stop(): Promise<void>;
}

export interface LaunchOptions {
  readonly shopUrl: string;
  /** Where the browser keeps what is stored; a second launch with the same folder is the same visitor after a restart. */
  readonly profileDir?: string;
  /** What this visitor's browser does not offer. */
  readonly without?: "kept storage" | "any storage" | "webassembly";
}

/** One visitor's browser with one tab. */
export interface Visitor {
  /** Where this browser finds the shop. */
  readonly baseUrl: string;
  /** What reached `window.onerror`, or was a rejection that nobody handled. */
  readonly exceptions: readonly string[];
  /** Warnings and errors that a script wrote on the console. */
  readonly consoleLines: readonly string[];
  /** Opens a page and waits until it has loaded. */
  open(url: string): Promise<void>;
  /**
   * Runs a function in the page and waits for its promise. It sees its arguments only, which travel as JSON, and so
   * does what it returns.
   *
   * @throws {Error} If it throws, or if the page goes away meanwhile.
   */
  evaluate<Args extends readonly unknown[], Result>(
    work: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Clicks in the middle of the first element that matches; may answer before or after a page that follows has loaded. */
  click(selector: string): Promise<void>;
  press(key: Key): Promise<void>;
  reload(): Promise<void>;
  back(): Promise<void>;
  /** Ends the browser as its window's close button would: what was stored is kept. */
  close(): Promise<void>;
}
