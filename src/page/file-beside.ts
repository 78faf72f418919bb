/** What each file beside the page script must hash to, by its name; the build writes it in. @see https://www.w3.org/TR/sri-2/ */
declare const PERSONAL_RANK_INTEGRITY: Readonly<Record<string, string>>;

/** One of our own files: where it is, and what it must hash to. */
export interface FileBeside {
  readonly url: string;
  /** Integrity metadata; "" where the page does not ask for a check. */
  readonly integrity: string;
}

/**
 * A file that lies beside the page script. If the page checks the script itself (`integrity` on its tag), it wants all of it
 * checked: then every file that is loaded later has to be the one that was built with the script.
 *
 * @param scriptUrl URL of the page script: a query that tells its versions apart is passed on.
 */
export function fileBeside(scriptUrl: string, name: string): FileBeside {
  const { search } = new URL(scriptUrl);
  const isChecked = [...document.scripts].some(({ src, integrity }) => src === scriptUrl && integrity !== "");
  return {
    url: new URL(name + search, scriptUrl).href,
    integrity: isChecked ? (PERSONAL_RANK_INTEGRITY[name] ?? "") : "",
  };
}
