import type { Picture, Product } from "./product.ts";

/** Words in titles and the shape they speak for; the first line that fits wins, so the special come before the general. */
const shapesByWord: readonly (readonly [words: RegExp, shape: string])[] = [
  [/\b(toner|cartridges?|ink|inkjet|ribbon|drum)\b/, "cartridge"],
  [/\b(cables?|cords?|patch|lead|extension)\b/, "cable"],
  [/\b(headphones?|headsets?)\b/, "headphones"],
  [/\b(earphones?|earbuds?|in-ear)\b/, "earbuds"],
  [/\b(speakers?|loudspeakers?|soundbar)\b/, "shelf-speaker"],
  [/\b(backpacks?|rucksack)\b/, "backpack"],
  [/\b(bags?|briefcase|sleeve|case)\b/, "messenger-bag"],
  [/\b(keyboards?)\b/, "keyboard"],
  [/\b(paper|labels?|film|envelopes?)\b/, "paper"],
  [/\b(memory|dimm|ddr\d?|sdram|ram)\b/, "memory"],
  [/\b(printers?|scanners?|copier|multifunctional|fax)\b/, "printer"],
  [/\b(notebooks?|laptops?|tablets?|netbook|chromebook|ultrabook)\b/, "notebook"],
  [/\b(monitors?|displays?|tv|led tv|projectors?|screen|lcd)\b/, "monitor"],
  [/\b(processors?|cpu|xeon|motherboards?|module|card|controller)\b/, "chip"],
  [/\b(drives?|hdd|ssd|disk|disc)\b/, "drive"],
  [/\b(servers?|rack|ups|switch|router|cabinet|enclosure|pc|workstation)\b/, "server"],
  [/\b(adapters?|adaptors?|charger|power|plug|converter|connector|socket|outlet|battery)\b/, "plug"],
  [/\b(phones?|telephones?|smartphones?|handset|handheld|remote|pda)\b/, "phone"],
  [/\b(cameras?|webcam|camcorder|lens)\b/, "camera"],
  [/\b(radios?|receiver)\b/, "radio"],
  [/\b(turntables?)\b/, "turntable"],
  [/\b(clocks?|watch)\b/, "wall-clock"],
  [/\b(floor lamp)\b/, "floor-lamp"],
  [/\b(pendant|chandelier|ceiling)\b/, "pendant-lamp"],
  [/\b(lamps?|lights?|lantern|lighting)\b/, "table-lamp"],
  [/\b(sofas?|armchair|recliner)\b/, "lounge-chair"],
  [/\b(chairs?|stool)\b/, "dining-chair"],
  [/\b(desk|tables?)\b/, "dining-table"],
  [/\b(shel(f|ves)|bookcase)\b/, "standing-shelf"],
  [/\b(mugs?|cups?)\b/, "mug"],
  [/\b(bottles?|flask|thermos)\b/, "travel-mug-flask"],
  [/\b(kettles?|teapot)\b/, "kettle"],
  [/\b(pans?|skillet|wok)\b/, "frying-pan"],
  [/\b(bowls?|plates?|dish)\b/, "bowl"],
  [/\b(kni(fe|ves)|blade)\b/, "knife"],
  [/\b(vases?|pots?)\b/, "vase"],
  [/\b(planters?|plants?|garden)\b/, "planter"],
  [/\b(jackets?|coat|parka)\b/, "jacket"],
  [/\b(sweaters?|cardigan|pullover|hoodie)\b/, "sweater"],
  [/\b(shirts?|blouse|dress|top)\b/, "shirt"],
  [/\b(hats?|cap|beanie)\b/, "knit-hat"],
  [/\b(scarf|scarves|towel)\b/, "scarf"],
  [/\b(blankets?|throw|quilt|rug)\b/, "blanket"],
  [/\b(cushions?|pillows?)\b/, "cushion"],
  [/\b(tents?)\b/, "tent"],
  [/\b(toys?|doll|teddy|plush)\b/, "soft-toy"],
  [/\b(cars?|truck)\b/, "toy-car"],
  [/\b(suitcases?|luggage|trolley)\b/, "suitcase"],
];

const namedColours: readonly (readonly [words: RegExp, hex: string])[] = [
  [/\bblack\b/, "#3c4046"],
  [/\bwhite\b/, "#dcd9d2"],
  [/\b(silver|grey|gray|aluminium|steel)\b/, "#98a2a9"],
  [/\b(cyan|blue|navy)\b/, "#4d7ea8"],
  [/\b(magenta|pink|purple|violet)\b/, "#b0588c"],
  [/\b(yellow|gold|beige)\b/, "#d8ad45"],
  [/\b(red|burgundy)\b/, "#b0483f"],
  [/\bgreen\b/, "#5f8a63"],
  [/\b(orange|copper)\b/, "#cf7a3a"],
  [/\b(brown|oak|walnut|wood)\b/, "#8d6444"],
];

const hues = ["#7d93a8", "#b08a6a", "#7f9a86", "#9a86a5", "#b0806f", "#6f97a0", "#a39a6c", "#8a8f96"];

/**
 * Guesses a drawing for a product whose catalogue has no pictures: the shape from the words of its title, the colour
 * from a colour it names, or else one that its brand always gets. What no word explains is drawn as a parcel.
 */
export function guessPicture({ title, attributes, brand, id }: Product): Picture {
  const words = title.toLowerCase();
  const facts = `${words} ${attributes.join(" ").toLowerCase()}`;
  const shape = shapesByWord.find(([pattern]) => pattern.test(words))?.[1] ?? "parcel";
  const named = namedColours.find(([pattern]) => pattern.test(facts))?.[1];
  const trim = hues[sumOf(id) % hues.length];
  return {
    shape,
    body: named ?? hues[sumOf(brand) % hues.length],
    trim: shape === "parcel" ? "#f1e8d8" : trim,
  };
}

function sumOf(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)!) % 9973;
  return sum;
}
