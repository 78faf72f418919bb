import { loadCatalogue } from "../../demo/load-catalogue.ts";
import type { Candidate } from "../../ranking/candidate.ts";

/** The products of a catalogue file as pages show them. */
export async function readCandidates(path: string): Promise<Candidate[]> {
  const { products } = await loadCatalogue(path);
  return products.map(({ id, title, brand, price, attributes }) => ({
    id,
    title,
    ...(brand === "" ? {} : { brand }),
    ...(price === null ? {} : { price }),
    attributes,
  }));
}
