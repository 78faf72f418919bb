import type { DepartmentVocabulary } from "./vocabulary.ts";

/** Jackets, knitwear and small things to wear. */
export const clothing: DepartmentVocabulary = {
  name: "Clothing",
  kind: "wear",
  brands: ["Tarnfell", "Moosbeck", "Wefts", "Plain Day", "Rustbolt", "Mellow Fig", "Marlowe Sons"],
  types: [
    {
      name: "Rain jacket",
      shape: "jacket",
      price: [59, 420],
      finish: "colour",
      materials: ["recycled nylon", "ripstop", "recycled polyester", "waxed canvas", "cotton"],
      says: [
        "A rain jacket in {colour} that keeps a cloudburst out and still breathes.",
        "Taped seams, a stiff hood and {material} that shrugs off water.",
        "This jacket folds into its own pocket when the sun returns.",
      ],
      features: [
        ["packable", "It packs to the size of an orange."],
        ["taped seams", "Every seam is taped from inside."],
        ["two-way zip", "The two-way zip helps on the bicycle."],
      ],
    },
    {
      name: "Padded jacket",
      shape: "padded-jacket",
      price: [79, 520],
      finish: "colour",
      materials: ["recycled nylon", "recycled polyester", "cotton", "ripstop", "wool"],
      says: [
        "A padded jacket that warms like a duvet and weighs like a shirt.",
        "Stitched channels keep the filling where the cold comes in.",
        "The {colour} jacket works alone in autumn and under a coat in January.",
      ],
      features: [
        ["recycled filling", "The filling was once plastic bottles."],
        ["inside pocket", "A zipped pocket inside holds phone and keys."],
        ["stand-up collar", "The collar reaches up to the chin."],
      ],
    },
    {
      name: "Work jacket",
      shape: "work-jacket",
      price: [49, 390],
      finish: "colour",
      materials: ["denim", "waxed canvas", "canvas", "corduroy", "cotton"],
      says: [
        "A work jacket in {colour} {material} with three patch pockets.",
        "Stiff on the first day, your own by the end of the month.",
        "A jacket between shirt and coat, for nine months of the year.",
      ],
      features: [
        ["patch pockets", "The pockets take a notebook and a folding rule."],
        ["corozo buttons", "The buttons are cut from nuts."],
        ["blanket lining", "A striped lining keeps the wind out."],
      ],
    },
    {
      name: "Knit sweater",
      shape: "sweater",
      price: [45, 320],
      finish: "colour",
      materials: ["wool", "merino wool", "lambswool", "cotton", "organic cotton"],
      says: [
        "A knit sweater in {colour} {material}, dense enough for windy days.",
        "Ribbed cuffs that stay where you push them.",
        "The sweater you take from the chair every morning.",
      ],
      features: [
        ["crew neck", "The crew neck keeps its shape."],
        ["raglan sleeves", "Raglan sleeves leave the shoulders free."],
        ["does not itch", "The yarn is so fine that it does not itch."],
      ],
    },
    {
      name: "Fleece sweater",
      shape: "fleece",
      price: [35, 240],
      finish: "colour",
      materials: ["fleece", "recycled polyester", "merino wool", "wool"],
      says: [
        "A fleece sweater with a short zip for mornings at five degrees.",
        "Soft inside, hard-wearing outside, dry in an hour.",
        "The {colour} sweater fits under a shell and over a shirt.",
      ],
      features: [
        ["half zip", "The zip lets heat out on the climb."],
        ["chest pocket", "A chest pocket holds the map."],
        ["quick drying", "It dries overnight on a tent line."],
      ],
    },
    {
      name: "Shirt",
      shape: "shirt",
      price: [29, 190],
      finish: "colour",
      materials: ["cotton", "linen", "organic cotton", "denim", "corduroy"],
      says: [
        "A {colour} shirt in {material} that looks better slightly creased.",
        "Cut straight, so that it hangs well in and out of the trousers.",
        "A soft collar, a single pocket and buttons sewn on to stay.",
      ],
      features: [
        ["button-down collar", "Small buttons keep the collar down."],
        ["relaxed fit", "There is room for a T-shirt underneath."],
        ["pre-washed", "It is washed before you buy it and does not shrink."],
      ],
    },
    {
      name: "Knit hat",
      shape: "knit-hat",
      price: [15, 79],
      finish: "colour",
      materials: ["wool", "merino wool", "lambswool", "organic cotton", "fleece"],
      says: [
        "A knit hat in {colour} that covers the ears without flattening the hair.",
        "Ribbed, stretchy and warm: {material} for the coldest bus stop in town.",
        "A hat that fits in a coat pocket.",
      ],
      features: [
        ["one size", "The rib stretches to fit every head."],
        ["turn-up", "Wear it with or without turn-up."],
        ["double knit", "Two layers keep the wind out."],
      ],
    },
    {
      name: "Scarf",
      shape: "scarf",
      price: [19, 160],
      finish: "colour",
      materials: ["wool", "lambswool", "linen", "merino wool", "cotton"],
      says: [
        "A long {colour} scarf in {material} that goes round twice.",
        "Light enough for the office, warm enough for the walk there.",
        "Woven from {material} and finished with a short fringe.",
      ],
      features: [
        ["180 cm long", "Its 180 cm allow every knot."],
        ["fringed", "The fringe is twisted by hand."],
        ["reversible", "The two sides have different tones."],
      ],
    },
  ],
};
