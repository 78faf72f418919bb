import { inOrder, ORDER_EVENT, orderOf, orderSoFar } from "../personal-order.ts";

/** @see personalOrder */
export interface PersonalOrder<Item> {
  /** In the visitor's order. */
  readonly items: readonly Item[];
  /** For the element that `data-list` names: `<ul {@attach order.listen}>`. */
  readonly listen: (list: HTMLElement) => () => void;
}

/**
 * The items in the visitor's order, for a tag with `data-apply="event"`. On the server and until the tag has
 * spoken, they are as they came.
 */
export function personalOrder<Item extends { readonly id: string }>(
  items: () => readonly Item[],
): PersonalOrder<Item> {
  let order = $state.raw<readonly string[]>([]);
  const shown = $derived(inOrder(items(), order));
  return {
    get items() {
      return shown;
    },
    listen: (list) => {
      const onOrder = (event: Event): void => {
        order = orderOf(event);
      };
      order = orderSoFar();
      list.addEventListener(ORDER_EVENT, onOrder);
      return () => list.removeEventListener(ORDER_EVENT, onOrder);
    },
  };
}
