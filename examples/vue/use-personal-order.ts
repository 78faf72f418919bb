import {
  computed,
  type ComputedRef,
  type MaybeRefOrGetter,
  onMounted,
  type Ref,
  shallowRef,
  toValue,
  watch,
} from "vue";
import { inOrder, ORDER_EVENT, orderOf, orderSoFar } from "../personal-order.ts";

/**
 * The items in the visitor's order, for a tag with `data-apply="event"`. On the server and until the tag has
 * spoken, they are as they came.
 *
 * @param list The element that `data-list` names.
 */
export function usePersonalOrder<Item extends { readonly id: string }>(
  items: MaybeRefOrGetter<readonly Item[]>,
  list: Readonly<Ref<HTMLElement | null>>,
): ComputedRef<readonly Item[]> {
  const order = shallowRef<readonly string[]>([]);
  const onOrder = (event: Event): void => {
    order.value = orderOf(event);
  };
  onMounted(() => {
    order.value = orderSoFar();
  });
  watch(list, (element, before) => {
    before?.removeEventListener(ORDER_EVENT, onOrder);
    element?.addEventListener(ORDER_EVENT, onOrder);
  });
  return computed(() => inOrder(toValue(items), order.value));
}
