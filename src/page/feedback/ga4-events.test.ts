import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDataLayerEntry } from "./ga4-events.ts";

/** What `gtag("event", name, params)` pushes: its `arguments`, which is no array. */
function gtag(...given: readonly unknown[]): unknown {
  return Object.assign(Object.create(null), given, { length: given.length });
}

const sign = (type: string, itemIds: string[], listId: string | null = null): object => ({
  type,
  itemIds,
  listId,
  orderId: null,
});

describe("parseDataLayerEntry", () => {
  test.each([
    ["gtag's arguments", gtag("event", "add_to_cart", { items: [{ item_id: "A" }] })],
    ["an array", ["event", "add_to_cart", { items: [{ item_id: "A" }] }]],
    ["Tag Manager's object", { event: "add_to_cart", ecommerce: { items: [{ item_id: "A" }] } }],
    ["an object without `ecommerce`", { event: "add_to_cart", items: [{ item_id: "A" }] }],
    ["Universal Analytics", { event: "addToCart", ecommerce: { add: { products: [{ id: "A" }] } } }],
  ])("reads a cart from %s", (_, entry) => {
    expect(parseDataLayerEntry(entry)).toEqual([sign("cart", ["A"])]);
  });

  test.each([
    ["select_item", "chosen"],
    ["view_item", "chosen"],
    ["view_item_list", "shown"],
    ["add_to_wishlist", "engage"],
    ["purchase", "purchase"],
  ])("takes %s for %s", (name, type) => {
    expect(parseDataLayerEntry(gtag("event", name, { items: [{ item_id: "A" }] }))).toEqual([
      sign(type, ["A"]),
    ]);
  });

  test.each(["begin_checkout", "remove_from_cart", "refund", "constructor", "toString"])(
    "takes nothing from %s",
    (name) => {
      expect(parseDataLayerEntry(gtag("event", name, { items: [{ item_id: "A" }] }))).toEqual([]);
    },
  );

  test.each([
    [
      "impressions",
      [
        { id: "A", list: "shelf", position: 2 },
        { id: "B", list: "shelf", position: 1 },
      ],
      [sign("shown", ["B", "A"], "shelf")],
    ],
    ["click", { actionField: { list: "shelf" }, products: [{ id: "A" }] }, [sign("chosen", ["A"], "shelf")]],
    ["detail", { products: [{ id: 7 }] }, [sign("chosen", ["7"])]],
    [
      "purchase",
      { actionField: { id: "T1" }, products: [{ id: "A" }, { id: "B" }] },
      [{ ...sign("purchase", ["A", "B"]), orderId: "T1" }],
    ],
  ])("reads `ecommerce.%s` of Universal Analytics", (key, value, expected) => {
    expect(parseDataLayerEntry({ ecommerce: { [key]: value } })).toEqual(expected);
  });

  test("splits a list event by list, each in the order of its places", () => {
    const items = [
      { item_id: "A", item_list_id: "new", index: 1 },
      { item_id: "B", item_list_id: "best", index: 0 },
      { item_id: "C", item_list_id: "new", index: 0 },
    ];
    expect(parseDataLayerEntry(gtag("event", "view_item_list", { items }))).toEqual([
      sign("shown", ["C", "A"], "new"),
      sign("shown", ["B"], "best"),
    ]);
  });

  test("keeps the order given where one item does not tell its place", () => {
    const items = [{ item_id: "A", index: 3 }, { item_id: "B" }, { item_id: "C", index: 0 }];
    expect(parseDataLayerEntry(gtag("event", "view_item_list", { items }))[0].itemIds).toEqual([
      "A",
      "B",
      "C",
    ]);
  });

  test("takes the list from the item before the event, and an id before a name", () => {
    const listOf = (params: object): string | null =>
      parseDataLayerEntry(gtag("event", "select_item", params))[0].listId;
    expect(listOf({ item_list_id: "L", items: [{ item_id: "A" }] })).toBe("L");
    expect(listOf({ item_list_id: "L", items: [{ item_id: "A", item_list_id: "M" }] })).toBe("M");
    expect(listOf({ item_list_name: "Shelf", items: [{ item_id: "A" }] })).toBe("Shelf");
  });

  test("takes no item for the one that was chosen where several are given", () => {
    const items = [{ item_id: "A" }, { item_id: "B" }];
    expect(parseDataLayerEntry(gtag("event", "view_item", { items }))).toEqual([]);
  });

  test("gives Shopify's feed ids with the product's own beside them", () => {
    const items = [{ item_id: "shopify_US_811_922" }];
    expect(parseDataLayerEntry(gtag("event", "purchase", { items }))[0].itemIds).toEqual([
      "shopify_US_811_922",
      "811",
    ]);
  });

  test("reads the number of an order only from a purchase, and at most 200 items", () => {
    const items = Array.from({ length: 300 }, (_, at) => ({ item_id: at }));
    const [cart] = parseDataLayerEntry(gtag("event", "add_to_cart", { transaction_id: "T1", items }));
    expect([cart.orderId, cart.itemIds.length]).toEqual([null, 200]);
    expect(parseDataLayerEntry(gtag("event", "purchase", { transaction_id: 12, items }))[0].orderId).toBe(
      "12",
    );
  });

  test("never throws, gives whole signs only, and leaves what it reads as it was", () => {
    const item = fc.oneof(
      fc.anything(),
      fc.record(
        { item_id: fc.anything(), index: fc.anything(), item_list_id: fc.anything() },
        { requiredKeys: [] },
      ),
    );
    const fields = fc.record(
      {
        items: fc.oneof(fc.anything(), fc.array(item)),
        transaction_id: fc.anything(),
        impressions: fc.anything(),
        purchase: fc.record({ products: fc.array(item), actionField: fc.anything() }),
        click: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const name = fc.constantFrom(
      "view_item_list",
      "select_item",
      "view_item",
      "add_to_cart",
      "purchase",
      "__proto__",
      1,
      null,
    );
    const entries = fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true }),
      fc.tuple(fc.constant("event"), name, fields),
      fc.record({ event: name, ecommerce: fields }),
    );
    fc.assert(
      fc.property(entries, (entry) => {
        deepFreeze(entry);
        for (const { itemIds, listId } of parseDataLayerEntry(entry)) {
          expect(itemIds.length).toBeGreaterThan(0);
          for (const id of [...itemIds, ...(listId === null ? [] : [listId])])
            expect(typeof id === "string" && id !== "" && id.length <= 600).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("takes nothing from what throws when it is read", () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no");
        },
      },
    );
    for (const entry of [
      hostile,
      { event: "purchase", ecommerce: hostile },
      ["event", "purchase", { items: [hostile] }],
    ])
      expect(parseDataLayerEntry(entry)).toEqual([]);
  });
});

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value))
    return;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
}
