import { statSync } from "node:fs";
import { loadCatalogue } from "../../demo/load-catalogue.ts";
import type { Product } from "../../demo/product.ts";
import type { Candidate } from "../../ranking/candidate.ts";
import { readShoppers } from "../replay/read-shoppers.ts";

/** The products of a catalogue file as pages show them; of the folder of a shopper set its titles, which is all it has of products. */
export async function readCandidates(path: string): Promise<Candidate[]> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    const { titles } = await readShoppers(path);
    return titles.map((title, item) => ({ id: `${item}`, title }));
  }
  const { products } = await loadCatalogue(path);
  return products.map(candidateOf);
}

/** A product as pages of the demo show it. */
export function candidateOf({ id, title, brand, price, attributes }: Product): Candidate {
  return {
    id,
    title,
    ...(brand === "" ? {} : { brand }),
    ...(price === null ? {} : { price }),
    attributes,
  };
}
