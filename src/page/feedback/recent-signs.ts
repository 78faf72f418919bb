/** Signs of the visitor's doings that have been reported of late, so that what several sources see counts once. */
export interface RecentSigns {
  /**
   * Notes that a source reports a sign.
   *
   * The k-th report of a sign by one source is the k-th report by any other: a sign is new if its source has reported it more
   * often than all others have.
   *
   * @param echoMs   How much later than the first notice another source may report the same.
   * @param repeatMs How soon after the first notice the same source only repeats itself: a double click, a doubled script.
   * @returns Whether this is the first notice of it.
   */
  isNew(
    source: string,
    sign: string,
    within: { readonly echoMs: number; readonly repeatMs: number },
  ): boolean;
}

/** What keeps the signs beyond the page. */
export interface SignStorage {
  read(): string | null;
  write(text: string): void;
}

interface Notice {
  readonly sign: string;
  readonly atMs: number;
  readonly sources: readonly string[];
}

const MAX_NOTICES = 100;

/**
 * @param storage Where the signs outlive the page; null where they need not. If it refuses, they are kept as long as the page.
 * @see RecentSigns
 */
export function recentSigns(nowMs: () => number, storage: SignStorage | null): RecentSigns {
  let kept: readonly Notice[] = [];
  const read = (): readonly Notice[] => {
    try {
      const stored = storage?.read();
      return stored == null ? kept : parseNotices(JSON.parse(stored));
    } catch {
      return kept; // storage is refused, or another script wrote there
    }
  };
  const keep = (notices: readonly Notice[]): void => {
    kept = notices.slice(-MAX_NOTICES);
    try {
      storage?.write(JSON.stringify(kept));
    } catch {
      // Refused or full: this page remembers.
    }
  };
  return {
    isNew: (source, sign, { echoMs, repeatMs }) => {
      const atMs = nowMs();
      const notices = read();
      const age = (notice: Notice): number => Math.abs(atMs - notice.atMs); // clocks are set back, too
      const same = notices.filter((notice) => notice.sign === sign);
      const echo = same.find((notice) => !notice.sources.includes(source) && age(notice) <= echoMs);
      if (echo !== undefined) {
        keep(
          notices.map((notice) =>
            notice === echo ? { ...notice, sources: [...notice.sources, source] } : notice,
          ),
        );
        return false;
      }
      if (same.some((notice) => notice.sources.includes(source) && age(notice) <= repeatMs)) return false;
      keep([...notices, { sign, atMs, sources: [source] }]);
      return true;
    },
  };
}

/** Any script of the page may have written there. */
function parseNotices(value: unknown): Notice[] {
  if (!Array.isArray(value)) return [];
  return value.slice(-MAX_NOTICES).filter((notice: Partial<Record<keyof Notice, unknown>> | null) => {
    const sources: unknown = notice?.sources;
    return typeof notice?.sign === "string" && Number.isFinite(notice.atMs) && Array.isArray(sources);
  }) as Notice[]; // every field was checked; what else is in `sources` is compared and never used
}
