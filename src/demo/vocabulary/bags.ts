import type { DepartmentVocabulary } from "./vocabulary.ts";

/** What one packs for the office and the journey. */
export const bags: DepartmentVocabulary = {
  name: "Bags & Travel",
  kind: "carry",
  brands: ["Tarnfell", "Moosbeck", "Ovalo", "Wefts", "Plain Day", "Rustbolt", "Marlowe Sons", "Nimbo"],
  types: [
    {
      name: "City backpack",
      shape: "backpack backpack-roll backpack-flap",
      price: [39, 290],
      finish: "colour",
      materials: ["recycled nylon", "waxed canvas", "leather", "canvas", "recycled polyester", "felt"],
      says: [
        "A city backpack in {colour} with a padded sleeve for the laptop.",
        "It opens wide, so that nothing gets lost at the bottom.",
        "A backpack for lunch, laptop and gym shoes, in {material}.",
      ],
      features: [
        ["laptop sleeve", "The sleeve fits computers up to 15 inches."],
        ["roll top", "The roll top grows from 18 to 24 litres."],
        ["hidden pocket", "A pocket against the back hides the passport."],
      ],
    },
    {
      name: "Hiking backpack",
      shape: "hiking-backpack",
      price: [69, 380],
      finish: "colour",
      materials: ["ripstop", "recycled nylon", "waxed canvas", "canvas", "recycled polyester"],
      says: [
        "A hiking backpack whose hip belt takes the weight off the shoulders.",
        "Room for two nights, with a {colour} lid and straps that do not flap.",
        "The ventilated back of this backpack keeps the shirt dry on the climb.",
      ],
      features: [
        ["rain cover", "A rain cover waits in the bottom pocket."],
        ["30 litres", "Its 30 litres are enough for a weekend in the hut."],
        ["hip belt", "The padded hip belt has two small pockets."],
      ],
    },
    {
      name: "Tote bag",
      shape: "tote-bag",
      price: [14, 180],
      finish: "colour",
      materials: ["canvas", "organic cotton", "linen", "leather", "jute", "felt"],
      says: [
        "A tote bag in {colour} {material} that stands up by itself.",
        "Long handles for the shoulder, short ones for the hand.",
        "Market in the morning, library in the afternoon.",
      ],
      features: [
        ["inside pocket", "A pocket inside keeps keys findable."],
        ["flat base", "A sewn-in base carries bottles upright."],
        ["zip closure", "A zip closes it on the train."],
      ],
    },
    {
      name: "Messenger bag",
      shape: "messenger-bag",
      price: [45, 330],
      finish: "colour",
      materials: ["waxed canvas", "leather", "recycled nylon", "canvas", "denim"],
      says: [
        "A messenger bag that swings to the front at the ticket gate.",
        "The {colour} flap hides a whole office: pens, tablet, papers.",
        "Made for cyclists, in {material} that forgives a shower.",
      ],
      features: [
        ["quick-adjust strap", "The strap tightens with one pull."],
        ["reflective trim", "A strip lights up in headlamps."],
        ["magnetic buckles", "The buckles close by themselves."],
      ],
    },
    {
      name: "Weekend bag",
      shape: "weekend-bag",
      price: [59, 460],
      finish: "colour",
      materials: ["leather", "waxed canvas", "canvas", "recycled nylon", "felt"],
      says: [
        "A weekend bag for two nights, one book and no ironing.",
        "Wide opening, sturdy handles and a {colour} body in {material}.",
        "It fits under the seat and looks good on the hotel bed.",
      ],
      features: [
        ["shoe compartment", "Shoes travel in a compartment of their own."],
        ["cabin size", "It counts as hand luggage on most airlines."],
        ["shoulder strap", "The strap clips off."],
      ],
    },
    {
      name: "Suitcase",
      shape: "suitcase",
      price: [89, 560],
      finish: "colour",
      materials: ["polycarbonate", "aluminium", "recycled plastic", "canvas", "leather"],
      says: [
        "A suitcase that rolls beside you on four quiet wheels.",
        "The {colour} shell in {material} survives baggage belts and cobblestones.",
        "Two halves, two nets and a lock you can actually operate.",
      ],
      features: [
        ["cabin size", "It fits the overhead locker."],
        ["four wheels", "All four wheels can be replaced."],
        ["built-in lock", "A three-digit lock is built in."],
      ],
    },
    {
      name: "Travel mug",
      kind: "home",
      shape: "travel-mug travel-mug-flask",
      price: [16, 69],
      finish: "colour",
      materials: ["stainless steel", "ceramic", "bamboo", "recycled plastic", "titanium"],
      says: [
        "A travel mug in {colour} that keeps coffee hot to the last station.",
        "One hand opens the lid, and upside down it stays dry.",
        "A mug for the cup holder, in {material} that does not taste of metal.",
      ],
      features: [
        ["leak proof", "It can lie in the bag next to the laptop."],
        ["keeps warm 6 h", "Six hours later it is still warm."],
        ["350 ml", "It fits under most coffee machines."],
      ],
      brands: ["Tarnfell", "Moosbeck", "Ovalo", "Plain Day", "Rustbolt", "Nimbo", "Marlowe Sons"],
    },
    {
      name: "Wallet",
      shape: "wallet",
      price: [18, 140],
      finish: "colour",
      materials: ["leather", "waxed canvas", "recycled nylon", "felt", "aluminium"],
      says: [
        "A slim wallet for eight cards and a few folded notes.",
        "Stitched from {colour} {material}, flat enough for the front pocket.",
        "The coin pocket opens like a tray, so paying takes seconds.",
      ],
      features: [
        ["blocks radio readers", "A foil in the lining blocks card readers."],
        ["coin pocket", "Coins have a pocket of their own."],
        ["eight cards", "It holds eight cards without bulging."],
      ],
    },
  ],
};
