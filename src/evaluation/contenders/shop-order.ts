import type { Contender } from "../contender.ts";

/** The order that the shop would show without us. Learns nothing. */
export const shopOrder: Contender = {
  name: "shop-order",
  init: () => null,
  scores: (_, task) => task.popularity,
  learn: (state) => state,
};
