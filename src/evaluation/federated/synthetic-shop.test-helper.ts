import { describedTitles, syntheticLog } from "../replay/synthetic-log.test-helper.ts";
import { type ClientShop, openClientShop } from "./client-shop.ts";
import { evenNegatives } from "./even-negatives.ts";

/** A shop of 200 titles, of which the first sell best, without an encoder; eight tenths of the shoppers take part. */
export function syntheticShop(shoppers: number): ClientShop {
  const log = syntheticLog(200, shoppers);
  return openClientShop(log, describedTitles(log.titles), {
    drawNegatives: evenNegatives(log),
    keep: (make) => make(),
    maxNewcomers: Infinity,
    onProgress: () => {},
  });
}
