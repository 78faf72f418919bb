/** A list that may be ordered: where it is, and which of its descendants are cards. */
export interface FoundList {
  readonly list: HTMLElement;
  /** The cards are the outermost of `list.querySelectorAll(itemSelector)`; it may begin with `:scope`. */
  readonly itemSelector: string;
  /** The same for the list of this place on every page of one type, and from one day to the next. */
  readonly listId: string;
}
