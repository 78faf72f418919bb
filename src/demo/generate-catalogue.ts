import { seededRandom, type Random } from "../base/random.ts";
import type { Picture, Product } from "./product.ts";
import { brands } from "./vocabulary/brands.ts";
import { departments } from "./vocabulary/departments.ts";
import { materials } from "./vocabulary/materials.ts";
import { styles } from "./vocabulary/styles.ts";
import type { DepartmentVocabulary, TypeVocabulary } from "./vocabulary/vocabulary.ts";

const productsPerType = 12;

/**
 * Writes the demo shop's catalogue: every product type of every department, in mixed brands, styles and prices.
 * Style, brand and price level go together as they do in real shops, but never strictly, so that each of them can
 * be told apart as a taste.
 *
 * @param seed Equal seeds give equal catalogues.
 */
export function generateCatalogue(seed: number): Product[] {
  const random = seededRandom(seed);
  const usedTitles = new Set<string>();
  const products: Product[] = [];
  for (const department of departments) {
    for (const type of department.types) {
      const makers = shuffled(type.brands ?? department.brands, random);
      for (let index = 0; index < productsPerType; index++) {
        const brand = makers[index % makers.length];
        const id = `p${String(products.length + 1).padStart(4, "0")}`;
        products.push(makeProduct({ id, department, type, brand, index }, random, usedTitles));
      }
    }
  }
  return products;
}

interface Plan {
  readonly id: string;
  readonly department: DepartmentVocabulary;
  readonly type: TypeVocabulary;
  readonly brand: string;
  /** Which of the type's products this is; varies the sentences. */
  readonly index: number;
}

function makeProduct(plan: Plan, random: Random, usedTitles: Set<string>): Product {
  const { department, type } = plan;
  const brand = brands[plan.brand];
  const styleName = pickStyle(brand.styles, random);
  const style = styles[styleName];
  const material = pickMaterial(type.materials, styleName, random);
  const [colour, colourHex] = pick(style.colours, random);
  const finish = type.finish === "material" ? material : colour;
  const [feature, featureSentence] = pick(type.features, random);

  let title: string;
  do {
    const word = random() < 0.45 ? ` ${pick(style.titleWords, random)}` : "";
    title = `${pick(brand.models.split(", "), random)}${word} ${titleCase(type.name)} in ${titleCase(finish)}`;
  } while (usedTitles.has(title));
  usedTitles.add(title);

  const says = type.says[plan.index % type.says.length]
    .replaceAll("{material}", material)
    .replaceAll("{colour}", colour)
    .replace(/\b([Aa]) (?=[aeiou])/g, "$1n ");
  // The second sentence speaks of the look in most products and of the feature in the others.
  const second =
    random() < 0.65 ? pick(style.sentences[type.kind ?? department.kind], random) : featureSentence;

  return {
    id: plan.id,
    title,
    description: `${says} ${second}`,
    brand: plan.brand,
    department: department.name,
    type: type.name,
    style: styleName,
    price: pickPrice(type.price, brand.priceLevel, random),
    attributes: [material, ...(type.finish === "colour" ? [colour] : []), styleName, feature],
    picture: paint(plan, material, colourHex),
  };
}

function paint({ type, index }: Plan, material: string, colourHex: string): Picture {
  const materialHex = materials[material].hex;
  const shapes = type.shape.split(" ");
  // Makers take turns as well: without the second term one maker would always get the same silhouette.
  const shape = shapes[(index + Math.floor(index / shapes.length)) % shapes.length];
  return type.finish === "material"
    ? { shape, body: materialHex, trim: colourHex }
    : { shape, body: colourHex, trim: materialHex };
}

function pickStyle([main, second]: readonly [string, string], random: Random): string {
  const chance = random();
  if (chance < 0.6) return main;
  if (chance < 0.88) return second;
  return pick(Object.keys(styles), random);
}

/** A material that suits the style is four times as likely as one that does not. */
function pickMaterial(names: readonly string[], style: string, random: Random): string {
  return pick(
    names.flatMap((name) => {
      const suits = materials[name].styles.includes(style);
      return Array.from({ length: suits ? 4 : 1 }, () => name);
    }),
    random,
  );
}

/** Prices are spread evenly on a logarithmic scale around the brand's level and end as shop prices do. */
function pickPrice([lowest, highest]: readonly [number, number], level: number, random: Random): number {
  const place = Math.min(1, Math.max(0, level + (random() - 0.5) * 0.4));
  const price = lowest * (highest / lowest) ** place;
  if (price >= 150) return Math.round(price / 10) * 10 - 1;
  if (price >= 40) return Math.round(price);
  return Math.round(price) - 0.1;
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const copy = [...values];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random() * values.length)];
}

function titleCase(words: string): string {
  return words.replace(
    /(^|[ -])([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
