import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readRetail } from "./read-retail.ts";

const HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "retail-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function written(rows: readonly string[]): string {
  const path = join(folder, "lines.csv");
  writeFileSync(path, [HEADER, ...rows].join("\n"));
  return path;
}
/** `count` sales of products 10000, 10001, … on one invoice. */
function invoice(
  number: string,
  { customer, count, time = "2011-03-01 10:00:00" }: { customer: string; count: number; time?: string },
): string[] {
  return Array.from(
    { length: count },
    (_, at) => `${number},${10_000 + at},PRODUCT ${at},2,${time},${at + 1},${customer},UK`,
  );
}
const twelve = [
  ...invoice("1", { customer: "17850.0", count: 11 }),
  "2,20000A,LAST,1,2011-04-02 12:34:56,5,17850.0,UK",
];

describe("readRetail", () => {
  test("reads a customer's first purchases with the time of their invoice, as UTC", async () => {
    const { name, shoppers, titles } = await readRetail(written(twelve));
    expect(name).toBe("online-retail");
    expect(shoppers).toHaveLength(1);
    expect(shoppers[0].id).toBe("17850");
    expect(shoppers[0].purchases).toHaveLength(12);
    expect(shoppers[0].purchases[0]).toEqual({ item: 0, atMs: Date.UTC(2011, 2, 1, 10) });
    expect(shoppers[0].purchases[11]).toEqual({ item: 11, atMs: Date.UTC(2011, 3, 2, 12, 34, 56) });
    expect(titles[11]).toBe("LAST");
  });

  test("gives all lines of an invoice the time of its first, whichever row holds that", async () => {
    const late = "1,30000,LATE,1,2011-03-01 10:01:00,5,17850.0,UK";
    const { shoppers, titles } = await readRetail(written([late, ...twelve]));
    const times = new Map(shoppers[0].purchases.map(({ item, atMs }) => [titles[item], atMs]));
    expect(times.get("LATE")).toBe(times.get("PRODUCT 0"));
    expect(new Set(times.values()).size).toBe(2);
  });

  test("reads hours before ten without a 0 too, and times without seconds", async () => {
    const early = [
      "7,50000,EARLY,1,2011-03-05 8:26:00,5,17850.0,UK",
      "8,60000,SHORT,1,2011-03-06 09:05,5,17850.0,UK",
    ];
    const { shoppers, titles } = await readRetail(written([...twelve, ...early]));
    const times = new Map(shoppers[0].purchases.map(({ item, atMs }) => [titles[item], atMs]));
    expect(times.get("EARLY")).toBe(Date.UTC(2011, 2, 5, 8, 26));
    expect(times.get("SHORT")).toBe(Date.UTC(2011, 2, 6, 9, 5));
  });

  test("leaves out customers with fewer than 12 products or 2 invoices, but keeps what they bought in the catalogue", async () => {
    const { shoppers, titles } = await readRetail(
      written([
        ...twelve,
        ...invoice("3", { customer: "1", count: 30 }),
        ...invoice("4", { customer: "2", count: 11 }),
        ...invoice("5", { customer: "2", count: 11 }),
      ]),
    );
    expect(shoppers.map(({ id }) => id)).toEqual(["17850"]);
    expect(titles).toHaveLength(31);
  });

  test.each([
    ["a cancellation", "C9,40000,ODD,1,2011-03-01 10:00:00,5,17850.0,UK"],
    ["a row without a customer", "9,40000,ODD,1,2011-03-01 10:00:00,5,,UK"],
    ["a negative quantity", "9,40000,ODD,-1,2011-03-01 10:00:00,5,17850.0,UK"],
    ["a price of zero", "9,40000,ODD,1,2011-03-01 10:00:00,0,17850.0,UK"],
    ["postage", "9,POST,ODD,1,2011-03-01 10:00:00,5,17850.0,UK"],
    ["a time that is none", "9,40000,ODD,1,soon,5,17850.0,UK"],
  ])("leaves out %s", async (_, row) => {
    const { titles } = await readRetail(written([...twelve, row]));
    expect(titles).not.toContain("ODD");
  });

  test("takes the most frequent description and the median price", async () => {
    const { titles, prices } = await readRetail(
      written([
        ...twelve,
        ...[9, 2, 3].map((price) => `6,10000,NEW NAME,1,2011-03-01 10:00:00,${price},5,UK`),
      ]),
    );
    expect(titles[0]).toBe("NEW NAME");
    expect(prices![0]).toBe(3); // of 1, 2, 3, 9 the upper of the middle two
  });

  test("says which columns it needs of a file without a sale", async () => {
    await expect(readRetail(written([]))).rejects.toThrow(/holds no sale: .* InvoiceNo, StockCode/);
    const american = twelve.map((row) => row.replace(/2011-(\d\d)-(\d\d)/, "$1/$2/2011"));
    await expect(readRetail(written(american))).rejects.toThrow(/InvoiceDate \(as 2010-12-01 08:26:00/);
  });
});
