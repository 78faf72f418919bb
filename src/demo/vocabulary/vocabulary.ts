/** The words one department of the demo shop is made of. */
export interface DepartmentVocabulary {
  readonly name: string;
  readonly kind: Kind;
  /** Names of the brands that sell here; each is described in `brands.ts`. */
  readonly brands: readonly string[];
  readonly types: readonly TypeVocabulary[];
}

/** Which set of style sentences fits: one speaks differently of a coat than of a kettle. */
export type Kind = "home" | "soft" | "wear" | "carry" | "sound" | "play";

/** One product type: what it is made of and what may be said of it. */
export interface TypeVocabulary {
  readonly name: string;
  /** If other sentences fit than those of the department. */
  readonly kind?: Kind;
  /** Names of its silhouettes, keys of the shapes in `shapes/`, separated by spaces; its products take turns. */
  readonly shape: string;
  /** Lowest and highest price in whole units. */
  readonly price: readonly [number, number];
  /** What the title names and the body is painted in: the material itself, or a colour of the style. */
  readonly finish: "material" | "colour";
  /** Keys of `materials.ts`. */
  readonly materials: readonly string[];
  /** Sentences about the product; `{material}` and `{colour}` are filled in. */
  readonly says: readonly string[];
  /** Each a short attribute and a sentence that explains it. */
  readonly features: readonly (readonly [attribute: string, sentence: string])[];
  /** Brands that make it, if not all brands of the department do. */
  readonly brands?: readonly string[];
}
