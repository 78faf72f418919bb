import { readRecords } from "../../demo/read-records.ts";
import { firstPurchases, type Purchase, type ShopLog } from "./shop-log.ts";

/**
 * Reads the invoice lines of a shop in the columns of UCI's Online Retail: `InvoiceNo, StockCode, Description, Quantity,
 * InvoiceDate, UnitPrice, CustomerID`. Left out: cancellations (invoice "C…"), rows without a customer, quantities and prices
 * that are not positive, and codes that do not start with five digits (postage, samples, charges).
 *
 * A product's title is its most frequent description, its price the median of its lines.
 *
 * @throws {Error} if the file cannot be read or holds no usable line.
 */
export async function readRetail(path: string): Promise<ShopLog> {
  const products = new Map<string, { readonly names: Map<string, number>; readonly prices: number[] }>();
  const lines: { readonly customer: string; readonly code: string; readonly atMs: number }[] = [];
  for await (const { fields } of readRecords(path)) {
    const [invoice, code, name, date] = ["invoiceno", "stockcode", "description", "invoicedate"].map((key) =>
      String((fields[key] as string | undefined) ?? "").trim(),
    );
    const customer = String((fields["customerid"] as string | undefined) ?? "").replace(/\.0$/, "");
    const [quantity, price] = [Number(fields["quantity"]), Number(fields["unitprice"])];
    const atMs = Date.parse(`${date.replace(" ", "T")}Z`);
    const isSale = !invoice.startsWith("C") && customer !== "" && quantity > 0 && price > 0;
    if (!isSale || !/^\d{5}/.test(code) || !Number.isFinite(atMs)) continue;
    const product = products.get(code) ?? { names: new Map<string, number>(), prices: [] };
    products.set(code, product);
    product.names.set(name, (product.names.get(name) ?? 0) + 1);
    product.prices.push(price);
    lines.push({ customer, code, atMs });
  }
  if (lines.length === 0) {
    throw new Error(
      `Cannot use "${path}" as it holds no sale: it must have the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice and CustomerID`,
    );
  }
  const codes = [...products.keys()].sort();
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  const purchases = new Map<string, Purchase[]>();
  for (const { customer, code, atMs } of lines) {
    const own = purchases.get(customer) ?? [];
    purchases.set(customer, own);
    own.push({ item: indexOf.get(code)!, atMs }); // every code is in the index
  }
  return {
    name: "online-retail",
    titles: codes.map((code) => mostFrequent(products.get(code)!.names)),
    prices: codes.map((code) => median(products.get(code)!.prices)),
    shoppers: [...purchases].map(([id, own]) => ({ id, purchases: firstPurchases(own) })),
  };
}

function mostFrequent(counts: ReadonlyMap<string, number>): string {
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
