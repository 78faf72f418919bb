import { type RefObject, useEffect, useMemo, useState } from "react";
import { inOrder, ORDER_EVENT, orderOf, orderSoFar } from "../personal-order.ts";

/**
 * The items in the visitor's order, for a tag with `data-apply="event"`. On the server and until the tag has
 * spoken, they are as they came.
 *
 * @param list The element that `data-list` names.
 */
export function usePersonalOrder<Item extends { readonly id: string }>(
  items: readonly Item[],
  list: RefObject<HTMLElement | null>,
): readonly Item[] {
  const [order, setOrder] = useState<readonly string[]>([]);
  useEffect(() => {
    const element = list.current;
    const onOrder = (event: Event): void => setOrder(orderOf(event));
    setOrder(orderSoFar());
    element?.addEventListener(ORDER_EVENT, onOrder);
    return () => element?.removeEventListener(ORDER_EVENT, onOrder);
  }, [list]);
  return useMemo(() => inOrder(items, order), [items, order]);
}
