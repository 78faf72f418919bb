/** What Consent Mode calls storing for the page's functions and for personal content: an order by taste needs both. */
export const STORAGE_TYPES = ["functionality_storage", "personalization_storage"] as const;

/** A `consent` command of Google's that says something about at least one of {@link STORAGE_TYPES}. */
export interface ConsentCommand {
  readonly isUpdate: boolean;
  /** It holds for some regions only. */
  readonly isRegional: boolean;
  /** By type: whether it is granted. Types it does not name are left out. */
  readonly values: ReadonlyMap<(typeof STORAGE_TYPES)[number], boolean>;
  /** How long an update is to be waited for, in ms, at least 0. */
  readonly waitMs: number;
}

/**
 * Reads one entry of a `dataLayer`: an `arguments` object, as `gtag` pushes it; Google's own tags take nothing else for a
 * command.
 *
 * @returns Null for everything else, also for what throws when it is read.
 */
export function parseConsentCommand(entry: unknown): ConsentCommand | null {
  try {
    if (Object.prototype.toString.call(entry) !== "[object Arguments]") return null;
    const [word, command, options] = Array.from(entry as ArrayLike<unknown>);
    if (word !== "consent" || (command !== "default" && command !== "update")) return null;
    if (typeof options !== "object" || options === null) return null;
    const fields = options as Record<string, unknown>;
    const values = new Map<(typeof STORAGE_TYPES)[number], boolean>();
    for (const type of STORAGE_TYPES) {
      const value = fields[type];
      if (value === "granted" || value === "denied") values.set(type, value === "granted");
    }
    if (values.size === 0) return null;
    const waitMs = Number(fields["wait_for_update"]);
    return {
      isUpdate: command === "update",
      isRegional: fields["region"] !== undefined,
      values,
      waitMs: command === "default" && waitMs > 0 ? waitMs : 0,
    };
  } catch {
    return null;
  }
}
