import { loadCatalogue } from "../../demo/load-catalogue.ts";
import type { Product } from "../../demo/product.ts";
import type { Candidate } from "../../ranking/candidate.ts";

/** The products of a catalogue file as pages show them. */
export async function readCandidates(path: string): Promise<Candidate[]> {
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
