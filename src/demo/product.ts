/** One product of the demo shop, whatever file it came from. Text is plain text; escape it where it meets HTML. */
export interface Product {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly brand: string;
  /** Name of the department that lists it, e.g. "Kitchen". */
  readonly department: string;
  /** What kind of thing it is, e.g. "Table lamp"; "" when the catalogue does not say. */
  readonly type: string;
  /** e.g. "vintage"; "" when the catalogue does not say. */
  readonly style: string;
  /** In whole currency units, at least 0; null when the catalogue names no price. */
  readonly price: number | null;
  /** Short facts such as "oak" or "dimmable". */
  readonly attributes: readonly string[];
  /** How to draw it; null for a catalogue without pictures, which gets a generic drawing. */
  readonly picture: Picture | null;
}

/** What a drawing needs to know. Colours are `#rrggbb`. */
export interface Picture {
  readonly shape: string;
  /** Colour of the main body. */
  readonly body: string;
  /** Colour of the smaller parts: legs, handles, straps. */
  readonly trim: string;
}
