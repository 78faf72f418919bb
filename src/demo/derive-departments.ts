import type { Catalogue } from "./load-catalogue.ts";
import type { Product } from "./product.ts";

const derivedDepartments = 10;
const elsewhere = "Everything else";

/** Words that say nothing about what a thing is. */
const emptyWords = new Set(
  "with from and for the black white blue silver grey gray red green cyan magenta yellow original series type inch pack series value edition plus".split(
    " ",
  ),
);

/**
 * Gives every product a department. A catalogue that names at least half of them in at most 40 departments keeps them;
 * in any other, the words that cover most titles become departments, the word that covers most of what is left first.
 */
export function deriveDepartments(products: readonly Product[]): Catalogue {
  const named = new Set(products.map(({ department }) => department).filter((name) => name !== ""));
  const namedProducts = products.filter(({ department }) => department !== "").length;
  if (namedProducts >= products.length / 2 && named.size <= 40) {
    const complete = products.map((product) =>
      product.department === "" ? { ...product, department: elsewhere } : product,
    );
    return { products: complete, departments: [...new Set(complete.map(({ department }) => department))] };
  }
  return fromTitles(products);
}

function fromTitles(products: readonly Product[]): Catalogue {
  const brandWords = new Set(products.flatMap(({ brand }) => wordsOf(brand)));
  const words = products.map(({ title }) => new Set(wordsOf(title).filter((word) => !brandWords.has(word))));
  const departmentOf = Array.from<string | null>({ length: products.length }).fill(null);
  const departments: string[] = [];
  while (departments.length < derivedDepartments) {
    const counts = new Map<string, number>();
    words.forEach((titleWords, index) => {
      if (departmentOf[index] !== null) return;
      for (const word of titleWords) counts.set(word, (counts.get(word) ?? 0) + 1);
    });
    const best = [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ["", 0]);
    // A word that covers less than a hundredth of the shop is no department.
    if (best[1] < Math.max(2, products.length / 100)) break;
    const name = best[0][0].toUpperCase() + best[0].slice(1);
    departments.push(name);
    words.forEach((titleWords, index) => {
      if (departmentOf[index] === null && titleWords.has(best[0])) departmentOf[index] = name;
    });
  }
  if (departmentOf.includes(null)) departments.push(elsewhere);
  return {
    products: products.map((product, index) => ({
      ...product,
      department: departmentOf[index] ?? elsewhere,
    })),
    departments,
  };
}

/** Words of letters only, so that part numbers and sizes never name a department. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word.length >= 4 && /^\p{L}+$/u.test(word) && !emptyWords.has(word));
}
