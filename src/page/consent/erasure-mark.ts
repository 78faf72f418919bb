/** Says that an erasure was asked for and has not been confirmed, in case the page goes away in between. */
const UNFINISHED_KEY = "personal-rank:erase";

/** True if an earlier page of this tab was left before its erasure was confirmed. */
export function isErasureUnfinished(): boolean {
  try {
    return sessionStorage.getItem(UNFINISHED_KEY) !== null;
  } catch {
    return false; // where storage is refused there is nothing to erase
  }
}

export function markErasure(isUnfinished: boolean): void {
  try {
    if (isUnfinished) sessionStorage.setItem(UNFINISHED_KEY, "1");
    else sessionStorage.removeItem(UNFINISHED_KEY);
  } catch {
    // Refused: the erasure itself goes on.
  }
}
