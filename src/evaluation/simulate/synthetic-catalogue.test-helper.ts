import { normalFrom, seededRandom } from "../../base/random.ts";
import type { Candidate } from "../../ranking/candidate.ts";
import { createShopperWorld, type ShopperWorld } from "./shopper-world.ts";
import type { SimulatedCatalogue } from "./simulated-catalogue.ts";

const SIZE = 24;
const BRANDS = ["Oakline", "Brass & Co", "Nord", "Øresund", "Pike", "Wren", "Tern", "Heron", "Kite", "Swift"];

/** `groups` kinds of goods of `each` items, whose texts lie close together: 10 brands, 40 facts, some without brand or price. */
export function syntheticCatalogue(groups: number, each: number): SimulatedCatalogue {
  const random = seededRandom(11);
  const candidates: Candidate[] = [];
  const embeddings = new Float32Array(groups * each * SIZE);
  for (let group = 0; group < groups; group++) {
    const centre = Array.from({ length: SIZE }, () => normalFrom(random));
    for (let member = 0; member < each; member++) {
      const vector = centre.map((value) => value + 0.5 * normalFrom(random));
      const length = Math.hypot(...vector);
      const item = candidates.length;
      for (const [at, value] of vector.entries()) embeddings[item * SIZE + at] = value / length;
      const brand = BRANDS[Math.floor(random() ** 2 * BRANDS.length)];
      const fact = (): string => `fact${Math.floor(random() * 40)}`;
      candidates.push({
        id: String(item),
        title: `${brand} thing${group} ${fact()} ${fact()} model${item}`,
        attributes: [fact(), fact(), fact()],
        ...(random() < 0.95 ? { brand } : {}),
        ...(random() < 0.95 ? { price: Math.round(Math.exp(3 + normalFrom(random))) } : {}),
      });
    }
  }
  const projected = Float32Array.from({ length: candidates.length * 64 }, () => normalFrom(random));
  return { candidates, embeddings, size: SIZE, projected };
}

/** A world of at most 16 categories, of which at least 8 are seen and 4 unseen. */
export function syntheticWorld(): ShopperWorld {
  return createShopperWorld(syntheticCatalogue(16, 130), 16, seededRandom(5));
}
