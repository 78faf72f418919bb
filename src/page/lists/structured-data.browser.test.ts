import { afterEach, describe, expect, test } from "vitest";
import { nameKey, structuredItems } from "./structured-data.ts";

afterEach(() => document.body.replaceChildren());

function items(...blocks: readonly unknown[]): ReturnType<typeof structuredItems> {
  for (const block of blocks) {
    const script = document.createElement("script");
    script.type = "application/ld+json";
    script.text = JSON.stringify(block);
    document.body.append(script);
  }
  return structuredItems(document, (error) => {
    throw error;
  });
}

describe("structuredItems", () => {
  test.each([
    [
      {
        "@type": "VideoObject",
        name: "Turning",
        duration: "PT1H2M30S",
        author: { name: "Ann" },
        interactionStatistic: { userInteractionCount: 4000 },
        genre: "Craft",
        uploadDate: "1970-01-11",
      },
      "video",
      {
        title: "Turning",
        seller: "Ann",
        category: "Craft",
        facts: { minutes: 62.5, views: 4000, published: 10 },
      },
    ],
    [
      {
        "@type": "SocialMediaPosting",
        url: "/posts/1",
        articleBody: "Hello all",
        author: [{ "@type": "Person", name: "Ann" }],
      },
      "feed",
      { title: "Hello all", description: "Hello all", seller: "Ann" },
    ],
    [
      {
        "@type": "Question",
        name: "How?",
        acceptedAnswer: { "@type": "Answer", text: "<p>Like <b>this</b>.</p>" },
      },
      "help",
      { title: "How?", description: "Like this ." },
    ],
    [
      {
        "@type": ["NewsArticle"],
        headline: "Storm",
        author: "Ann",
        articleSection: "Weather",
        keywords: "wind, rain",
        datePublished: "1970-01-02T10:00:00Z",
      },
      "news",
      {
        title: "Storm",
        seller: "Ann",
        category: "Weather",
        attributes: ["wind", "rain"],
        facts: { published: 1 },
      },
    ],
    [
      {
        "@type": "https://schema.org/Product",
        name: "Mug",
        brand: { name: "Kiln" },
        aggregateRating: { ratingValue: "8", bestRating: 10, ratingCount: 3 },
        offers: [
          {
            lowPrice: "12,50",
            seller: { name: "Tallow" },
            itemCondition: "https://schema.org/UsedCondition",
            availability: "http://schema.org/InStock",
          },
        ],
      },
      "shop",
      {
        title: "Mug",
        brand: "Kiln",
        seller: "Tallow",
        price: 12.5,
        facts: { rating: 4, reviews: 3, condition: "UsedCondition", availability: "InStock" },
      },
    ],
  ])("reads %j", (block, kind, facts) => {
    const [item] = items({ "@graph": [block] }).values();
    expect([item.kind, item.facts()]).toEqual([kind, facts]);
  });

  test("finds an item by its ids, its address and its name", () => {
    const found = items({
      "@type": "Product",
      sku: 7,
      productID: "P",
      "@id": "https://shop.example/mug/#product",
      url: "/mug/?utm_source=x",
      name: "Mug, Large",
    });
    for (const key of ["7", "P", "/mug", nameKey("mug, large")])
      expect(found.get(key)?.facts().title).toBe("Mug, Large");
  });

  test("takes an address in a list for an item of no known kind, but not the way to the page", () => {
    const at = (position: number, item: object): object => ({ "@type": "ListItem", position, ...item });
    const found = items(
      {
        "@type": "ItemList",
        itemListElement: [
          at(1, { url: "/a" }),
          at(2, { item: "/b" }),
          at(3, { item: { "@type": "Product", url: "/c" } }),
        ],
      },
      { "@type": "BreadcrumbList", itemListElement: [at(1, { item: "/home" })] },
    );
    expect([...found].map(([key, { kind }]) => [key, kind])).toEqual([
      ["/a", null],
      ["/b", null],
      ["/c", "shop"],
    ]);
  });

  test("reads a block again only when it has changed", () => {
    const first = items({ "@type": "Product", sku: "1", name: "A" }).get("1");
    expect(items().get("1")).toBe(first);
    document.body.querySelector("script")!.textContent = '{"@type":"Product","sku":"1","name":"B"}';
    expect(items().get("1")?.facts().title).toBe("B");
  });

  test("tells once of a block that it cannot read", () => {
    document.body.innerHTML = '<script type="application/ld+json">{</script>';
    const problems: string[] = [];
    for (const _ of [1, 2]) structuredItems(document, ({ reason }) => problems.push(reason));
    expect(problems).toEqual(["bad-structured-data"]);
  });
});
