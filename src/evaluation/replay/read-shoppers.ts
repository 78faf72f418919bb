import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { decodeHTML } from "entities";
import { readRecords } from "../../demo/read-records.ts";
import { firstPurchases, type ShopLog, type Shopper } from "./shop-log.ts";

const SECOND_MS = 1000;
/** Year 5138: what is larger is in milliseconds, of which no two purchases would be on one day. */
const MOST_SECONDS = 1e11;

/**
 * Reads a folder of shopper histories: `items.tsv` (id, TAB, title; no header) and `users.jsonl` (`{"u", "items", "ts"}`, times
 * in Unix seconds), each compressed (`.gz`) or not. The folder's name is the set's name.
 *
 * @throws {Error} naming file and line for a file that is missing, a line that cannot be read, or an item without a title.
 */
export async function readShoppers(folder: string): Promise<ShopLog> {
  const itemsPath = presentPath(folder, "items.tsv");
  const titles: string[] = [];
  const indexOf = new Map<string, number>();
  const bytes = readFileSync(itemsPath);
  const text = (itemsPath.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  for (const [line, content] of text.split("\n").entries()) {
    if (content === "") continue;
    const tab = content.indexOf("\t");
    if (tab < 1) {
      throw new Error(`Cannot read line ${line + 1} of "${itemsPath}": it must be an id, a tab and a title`);
    }
    indexOf.set(content.slice(0, tab), titles.length);
    titles.push(decodeHTML(content.slice(tab + 1)).trim());
  }
  const usersPath = presentPath(folder, "users.jsonl");
  const shoppers: Shopper[] = [];
  for await (const { line, fields } of readRecords(usersPath)) {
    const { u, items, ts } = fields;
    const isId = typeof u === "string" || typeof u === "number";
    if (!isId || !Array.isArray(items) || !Array.isArray(ts) || items.length !== ts.length) {
      throw new Error(
        `Cannot read line ${line} of "${usersPath}": it must hold "u", a text or a number, and as many "items" as "ts"`,
      );
    }
    const purchases = items.map((id, at) => {
      const item = indexOf.get(String(id));
      const seconds = secondsOf(ts[at]);
      if (item === undefined || !(Math.abs(seconds) < MOST_SECONDS)) {
        throw new Error(
          `Cannot use line ${line} of "${usersPath}": item ${String(id)} must have a title in items.tsv and a time in seconds, got ${JSON.stringify(ts[at])}`,
        );
      }
      return { item, atMs: seconds * SECOND_MS };
    });
    shoppers.push({ id: String(u), purchases: firstPurchases(purchases) });
  }
  return { name: basename(resolve(folder)), titles, prices: null, shoppers };
}

/** NaN for what is no number: Number() would make 1970 of null and of an empty text. */
function secondsOf(time: unknown): number {
  return typeof time === "number" || (typeof time === "string" && time.trim() !== "")
    ? Number(time)
    : Number.NaN;
}

function presentPath(folder: string, name: string): string {
  for (const path of [join(folder, `${name}.gz`), join(folder, name)]) if (existsSync(path)) return path;
  throw new Error(
    `Cannot read shoppers as "${join(folder, name)}" (or .gz) is not there; a set is a folder with items.tsv and users.jsonl, see README.md`,
  );
}
