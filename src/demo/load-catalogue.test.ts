import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { loadCatalogue } from "./load-catalogue.ts";
import { numberFrom } from "./product-from-record.ts";

const folder = mkdtempSync(join(tmpdir(), "personal-rank-catalogue-"));
afterAll(() => rmSync(folder, { recursive: true }));

const icecat = new URL("../../../shared/data/chorus/products.jsonl.gz", import.meta.url).pathname;

describe("loadCatalogue", () => {
  test("reads JSONL under the field names of other shops", async () => {
    const path = write(
      "shop.jsonl",
      '{"sku":7,"name":"Lamp","short_description":"Bright.","vendor":"Lux","price":"12,90","category":"Home > Lamps","attributes":["oak"]}\n\n',
    );
    const { products, departments } = await loadCatalogue(path);
    expect(departments).toEqual(["Home"]);
    expect(products).toEqual([
      {
        id: "7",
        title: "Lamp",
        description: "Bright.",
        brand: "Lux",
        department: "Home",
        type: "",
        style: "",
        price: 12.9,
        attributes: ["oak"],
        picture: null,
      },
    ]);
  });

  test("reads a compressed file and reports progress", async () => {
    const lines = Array.from({ length: 3 }, (_, index) =>
      JSON.stringify({ id: `${index}`, title: `Lamp ${index}` }),
    );
    const path = write("shop.jsonl.gz", gzipSync(lines.join("\n")));
    const seen: number[] = [];
    const { products } = await loadCatalogue(path, { onProgress: (count) => seen.push(count) });
    expect(products).toHaveLength(3);
    expect(seen).toEqual([3]);
  });

  test("keeps line separators of Unicode inside a text, and takes CRLF for one line end", async () => {
    const lines = [`{"id":"1","title":"Lamp\u2028in\u2029oak"}`, `{"id":"2","title":"Mug"}`];
    const { products } = await loadCatalogue(write("shop.jsonl", lines.join("\r\n")));
    expect(products.map(({ id }) => id)).toEqual(["1", "2"]);
  });

  test("reads CSV with quotes, newlines inside fields, semicolons and a byte order mark", async () => {
    const path = write(
      "shop.csv",
      '\uFEFFID;Title;Description;Price;Department\r\n1;"Lamp ""Alva""";"Two\nlines; one field";1.299,00;Light\r\n2;Mug;Round;8.5;Kitchen\r\n',
    );
    const { products, departments } = await loadCatalogue(path);
    expect(departments).toEqual(["Light", "Kitchen"]);
    expect(products[0]).toMatchObject({
      title: 'Lamp "Alva"',
      description: "Two lines; one field",
      price: 1299,
    });
    expect(products[1]).toMatchObject({ title: "Mug", price: 8.5 });
  });

  test("takes whole prices as cents when half of them exceed 2,000, and only then", async () => {
    const inCents = write("cents.jsonl", jsonLines([{ price: 4995 }, { price: 10995 }, { price: 595 }]));
    expect((await loadCatalogue(inCents)).products.map(({ price }) => price)).toEqual([49.95, 109.95, 5.95]);
    const inEuros = write("euros.jsonl", jsonLines([{ price: 4995.5 }, { price: 10995 }, { price: 595 }]));
    expect((await loadCatalogue(inEuros)).products[1].price).toBe(10995);
    const named = write("named.jsonl", jsonLines([{ price_cents: 1250 }]));
    expect((await loadCatalogue(named)).products[0].price).toBe(12.5);
    const dear = write("dear.jsonl", jsonLines([{ price_cents: 250_000 }, { price_cents: 310_000 }]));
    expect((await loadCatalogue(dear)).products.map(({ price }) => price)).toEqual([2500, 3100]);
  });

  test("derives departments from the commonest words of the titles", async () => {
    const titles = [
      "Acme toner cartridge",
      "Acme ink cartridge",
      "Acme laser printer",
      "Acme photo printer",
      "Acme cartridge 7XL",
    ];
    const path = write("no-departments.jsonl", jsonLines(titles.map((title) => ({ title, brand: "Acme" }))));
    const { departments, products } = await loadCatalogue(path);
    expect(departments).toEqual(["Cartridge", "Printer"]);
    expect(products[2].department).toBe("Printer");
  });

  test("names file and line of what it cannot read", async () => {
    const broken = write("broken.jsonl", '{"id":"1","title":"Lamp"}\n{"id":"2",');
    await expect(loadCatalogue(broken)).rejects.toThrow(/line 2 of ".*broken\.jsonl" as JSON/);
    const nameless = write("nameless.jsonl", '{"id":"1","colour":"red"}');
    await expect(loadCatalogue(nameless)).rejects.toThrow(
      /line 1 .* needs a title .* its fields are id, colour/,
    );
    const twice = write("twice.csv", "id,title\n1,Lamp\n1,Mug\n");
    await expect(loadCatalogue(twice)).rejects.toThrow('"1" is on line 2 and on line 3');
    const ragged = write("ragged.csv", "id,title\n1,Lamp,extra\n");
    await expect(loadCatalogue(ragged)).rejects.toThrow(/ragged\.csv.*line 2/);
  });

  test("refuses a file that is missing, empty, damaged or of no known kind", async () => {
    await expect(loadCatalogue(join(folder, "missing.jsonl"))).rejects.toThrow(/missing\.jsonl/);
    await expect(loadCatalogue(join(folder, "missing.jsonl.gz"))).rejects.toThrow(/missing\.jsonl\.gz/);
    await expect(loadCatalogue(write("empty.jsonl", ""))).rejects.toThrow("it holds no products");
    await expect(loadCatalogue(write("damaged.jsonl.gz", "no gzip"))).rejects.toThrow(/damaged/);
    await expect(loadCatalogue(write("shop.xlsx", ""))).rejects.toThrow("must end in .jsonl");
  });

  test.skipIf(!existsSync(icecat))("reads the Icecat catalogue (skipped: ../shared is absent)", async () => {
    const { products, departments } = await loadCatalogue(icecat);
    expect(products).toHaveLength(19_406);
    expect(products[0]).toMatchObject({ id: "3920564", brand: "Xerox", price: 49.95 });
    expect(departments.length).toBeGreaterThanOrEqual(8);
  });
});

describe("numberFrom", () => {
  test.each([
    [12.9, 12.9],
    ["12.90", 12.9],
    ["€ 12,90", 12.9],
    ["1,299.00", 1299],
    ["1.299,00 EUR", 1299],
    ["1,299", 1299],
    ["1.299.000", 1_299_000],
    ["1,299.000 KWD", 1299],
    ["12,90 kr.", 12.9],
    ["Rs. 500", 500],
    ["Rs. 1,299", 1299],
    [".99", 0.99],
    ["", null],
    ["on request", null],
    [-1, null],
    [Number.NaN, null],
  ])("reads %j as %j", (text, price) => {
    expect(numberFrom(text)).toBe(price);
  });
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function jsonLines(products: readonly Readonly<Record<string, unknown>>[]): string {
  return products
    .map((product, index) => JSON.stringify({ id: `${index}`, title: `Thing ${index}`, ...product }))
    .join("\n");
}
