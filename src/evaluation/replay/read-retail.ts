import { readRecords } from "../../demo/read-records.ts";
import { firstPurchases, type Purchase, type ShopLog } from "./shop-log.ts";

/** What one customer bought, before anything is left out. */
interface Customer {
  readonly invoices: Set<string>;
  readonly lines: { readonly code: string; readonly invoice: string }[];
}

const MIN_PRODUCTS = 12;
const MIN_INVOICES = 2;

/**
 * Reads the invoice lines of a shop in the columns of UCI's Online Retail: `InvoiceNo, StockCode, Description, Quantity,
 * InvoiceDate, UnitPrice, CustomerID`. Left out: cancellations (invoice "C…"), rows without a customer, quantities and prices
 * that are not positive, codes that do not start with five digits (postage, samples, charges), and customers with fewer than
 * twelve products or two invoices, of whom nothing can be learned and tested both.
 *
 * A product's title is its most frequent description, its price the median of its lines; those of customers that are left out
 * count too. All lines of an invoice have the time of its first.
 *
 * @throws {Error} if the file cannot be read or holds no usable line.
 */
export async function readRetail(path: string): Promise<ShopLog> {
  const products = new Map<string, { readonly names: Map<string, number>; readonly prices: number[] }>();
  const customers = new Map<string, Customer>();
  const invoiceTimes = new Map<string, number>();
  for await (const { fields } of readRecords(path)) {
    const line = saleOf(fields);
    if (line === null) continue;
    const { invoice, code, name, customer, price, atMs } = line;
    const product = products.get(code) ?? { names: new Map<string, number>(), prices: [] };
    products.set(code, product);
    product.names.set(name, (product.names.get(name) ?? 0) + 1);
    product.prices.push(price);
    const { invoices, lines } = customers.get(customer) ?? { invoices: new Set(), lines: [] };
    customers.set(customer, { invoices: invoices.add(invoice), lines });
    lines.push({ code, invoice });
    invoiceTimes.set(invoice, Math.min(atMs, invoiceTimes.get(invoice) ?? Infinity));
  }
  if (products.size === 0) {
    throw new Error(
      `Cannot use "${path}" as it holds no sale: it must have the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate (as 2010-12-01 08:26:00, or without seconds), UnitPrice and CustomerID`,
    );
  }
  const codes = [...products.keys()].sort();
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  const shoppers = [...customers]
    .filter(([, { invoices }]) => invoices.size >= MIN_INVOICES)
    .map(([id, { lines }]) => ({
      id,
      purchases: firstPurchases(
        lines.map(({ code, invoice }): Purchase => ({
          item: indexOf.get(code)!, // every code and every invoice of a line was put in above
          atMs: invoiceTimes.get(invoice)!,
        })),
      ),
    }))
    .filter(({ purchases }) => purchases.length >= MIN_PRODUCTS);
  return {
    name: "online-retail",
    titles: codes.map((code) => mostFrequent(products.get(code)!.names)),
    prices: codes.map((code) => median(products.get(code)!.prices)),
    shoppers,
  };
}

/** The sale that a row stands for, or null. */
function saleOf(fields: Readonly<Record<string, unknown>>): {
  readonly invoice: string;
  readonly code: string;
  readonly name: string;
  readonly customer: string;
  readonly price: number;
  readonly atMs: number;
} | null {
  const text = (key: string): string => String((fields[key] as string | undefined) ?? "").trim();
  const [invoice, code] = [text("invoiceno"), text("stockcode")];
  const customer = text("customerid").replace(/\.0$/, "");
  const price = Number(text("unitprice"));
  // Some have hours before ten without a 0, which is no time to Date.
  const atMs = Date.parse(
    `${text("invoicedate")
      .replace(/ (?=\d:)/, " 0")
      .replace(" ", "T")}Z`,
  );
  const isSale =
    !invoice.startsWith("C") &&
    customer !== "" &&
    Number(text("quantity")) > 0 &&
    price > 0 &&
    /^\d{5}/.test(code) &&
    Number.isFinite(atMs);
  return isSale ? { invoice, code, name: text("description"), customer, price, atMs } : null;
}

function mostFrequent(counts: ReadonlyMap<string, number>): string {
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
