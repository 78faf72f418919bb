import { describe, expect, test } from "vitest";
import { drawPicture } from "./draw-picture.ts";
import { generateCatalogue } from "./generate-catalogue.ts";
import type { Product } from "./product.ts";

const products = generateCatalogue(7);

describe("drawPicture", () => {
  test("draws well-formed SVG without script, text or outside reference for every product", () => {
    for (const product of products) {
      const svg = drawPicture(product);
      expect(unclosedTags(svg), product.title).toEqual([]);
      expect(svg).not.toMatch(/<script|<text|<foreignObject|href|\son\w+=|NaN|undefined/);
    }
  });

  test("knows the shape of every product: none falls back to a parcel", () => {
    const shapes = new Set(products.map(({ picture }) => picture!.shape));
    expect(shapes.size).toBeGreaterThanOrEqual(25);
    const parcel = body({ ...products[0], picture: { ...products[0].picture!, shape: "unknown" } });
    for (const shape of shapes) {
      expect(body({ ...products[0], picture: { ...products[0].picture!, shape } }), shape).not.toBe(parcel);
    }
  });

  test("guesses a drawing from the title when the catalogue has none, and draws a parcel when no word helps", () => {
    const plain = { ...products[0], picture: null, style: "", attributes: [] };
    const drawings = ["HP notebook 15", "USB cable 2 m", "Toner cartridge black", "Zxy 4000"].map((title) =>
      drawPicture({ ...plain, title }),
    );
    expect(new Set(drawings).size).toBe(4);
    for (const svg of drawings) expect(unclosedTags(svg)).toEqual([]);
  });

  test("lets no colour of a catalogue file break out of its attribute", () => {
    const picture = { shape: "mug", body: '"/><script>alert(1)</script>', trim: "red" };
    expect(drawPicture({ ...products[0], picture })).not.toContain("script");
  });

  test.each(["constructor", "toString", "valueOf", "__proto__"])(
    "draws a parcel before a plain wall for a shape and a style called %s",
    (name) => {
      const [plain, odd] = ["unknown", name].map((word) =>
        drawPicture({ ...products[0], style: word, picture: { ...products[0].picture!, shape: word } }),
      );
      expect(odd).toBe(plain);
    },
  );
});

/** The drawing without its backdrop: what follows the floor's shadow does not depend on style. */
function body(product: Product): string {
  return drawPicture(product).split("</defs>")[1];
}

/** Names of tags that are opened and not closed, or closed and not opened; attributes must be quoted. */
function unclosedTags(svg: string): string[] {
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-zA-Z]+)((?: [a-zA-Z:-]+="[^"<>&]*")*)\s*(\/?)>/g,
    (_, slash, name: string, _attributes, self) => {
      if (slash && open.pop() !== name) open.push(`/${name}`);
      if (!slash && !self) open.push(name);
      return "";
    },
  );
  return rest === "" ? open : [...open, rest];
}
